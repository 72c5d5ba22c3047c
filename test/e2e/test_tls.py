"""Kafka by SASL over TLS, PostgreSQL by TLS: all goes through, outages too; a wrong secret or certificate is named."""
import subprocess
import unittest

from spoortest import ChannelCase, Load, http_get, wait_until
from spoortest.servers import Kafka, Postgres, execute, port_free

LISTENERS = """\
listeners=BROKER://127.0.0.1:{port},VEILIG://127.0.0.1:{secure},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=BROKER://127.0.0.1:{port},VEILIG://127.0.0.1:{secure}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,VEILIG:SASL_SSL
sasl.enabled.mechanisms=PLAIN
listener.name.veilig.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_spoor="proef";
ssl.keystore.type=PEM
ssl.keystore.location={keystore}"""


class Tls(ChannelCase):
    """Test kit and checker use the broker's other listener."""

    def _find_servers(self):
        self.make_certificates()
        self.postgres = Postgres()
        self.addCleanup(self.postgres.remove)
        self.postgres.start()
        self.secure_postgres()
        self.postgres_conninfo = self.postgres.conninfo() + f" sslmode=verify-full sslrootcert={self.path('ca.crt')}"
        self.kafka = Kafka()
        self.secure = port_free()
        self.kafka.environment["SPOOR_DEMO_KAFKA_SETTINGS"] = LISTENERS.format(
            port=self.kafka.port, secure=self.secure, controller=self.kafka.controller_port,
            keystore=self.path("server.pem"))
        self.addCleanup(self.kafka.remove)
        self.kafka.start()
        self.bootstrap = self.kafka.bootstrap

    def path(self, name):
        return self.folder / name

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def make_certificates(self):
        for name in ("ca", "other"):
            self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", f"/CN={name}",
                         "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.crt"))
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server", "-addext",
                     "subjectAltName=IP:127.0.0.1", "-keyout", self.path("server.key"), "-out", self.path("server.csr"))
        self.path("san").write_text("subjectAltName=IP:127.0.0.1")
        self.openssl("x509", "-req", "-days", 2, "-in", self.path("server.csr"), "-CA", self.path("ca.crt"), "-CAkey",
                     self.path("ca.key"), "-CAcreateserial", "-extfile", self.path("san"), "-out",
                     self.path("server.crt"))
        self.path("server.pem").write_text(self.path("server.key").read_text() + self.path("server.crt").read_text())

    def secure_postgres(self):
        """The cluster may belong to another user: it writes the files itself, into its data folder."""
        for name in ("server.key", "server.crt"):
            lines = self.path(name).read_text().replace("\n", "\\n")
            execute(self.postgres.conninfo(), f"copy (select unnest(string_to_array(E'{lines}', E'\\n'))) "
                                              f"to program 'umask 077; cat > {name}'")
        execute(self.postgres.conninfo(), "alter system set ssl = on")
        execute(self.postgres.conninfo(), "select pg_reload_conf()")

    def kafka_properties(self, name="veilig", ca="ca", password="proef"):
        path = self.path(f"{name}.properties")
        path.write_text("security.protocol=sasl_ssl\nsasl.mechanisms=PLAIN\nsasl.username=spoor\n"
                        f"sasl.password={password}\nssl.ca.location={self.path(ca + '.crt')}\n")
        path.chmod(0o600)
        return path

    def settings(self):
        return {**super().settings(), "kafka.bootstrap": f"127.0.0.1:{self.secure}",
                "kafka.properties_file": self.kafka_properties(), "postgres.answer_timeout_ms": 3000}

    def moved(self):
        """Until what was sent since is folded."""
        self.seed = getattr(self, "seed", 40) + 1
        self.send(Load(seed=self.seed, klanten=30).records)
        self.wait_accounted()

    def test_all_goes_through_and_goes_on_after_outages(self):
        self.prepare()
        spoor = self.start()
        self.moved()
        self.assertEqual([(True,)], self.sql("""select distinct s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid)
            where a.application_name like 'spoor %%'"""))
        self.postgres.freeze()
        wait_until(lambda: http_get(spoor.url + "/readyz")[0] == 503, 30, "not ready while PostgreSQL is silent")
        self.postgres.thaw()
        self.moved()
        self.kafka.freeze()
        wait_until(lambda: http_get(spoor.url + "/readyz")[0] == 503, 30, "not ready while Kafka is silent")
        self.kafka.thaw()
        self.moved()
        self.kafka.stop()
        self.kafka.start()
        self.moved()
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())

    def test_a_wrong_secret_or_certificate_is_named(self):
        self.prepare()
        for name, wanted, changes in (("secret", "Authentication failed", {"password": "anders"}),
                                      ("certificate", "certificate verify failed", {"ca": "other"})):
            with self.subTest(name):
                file = self.kafka_properties(name, **changes)
                run = self.spoor("lag", "--no-wait", "--set", f"kafka.properties_file={file}", check=False)
                self.assertEqual(4, run.returncode, run.stdout + run.stderr)
                self.assertIn(wanted, run.stderr)
                spoor = self.process("anders", kafka_properties_file=file).start()
                wait_until(lambda: wanted in http_get(spoor.url + "/readyz")[1], 30, f"{wanted}; log: {spoor.log}")
                self.assertEqual(0, spoor.terminate())


if __name__ == "__main__":
    unittest.main()
