"""The checker itself: every kind of damage done to the tables or the topic of a sound installation must be found."""
import unittest

from spoortest import ChannelCase, Load, wait_until
from spoortest.load import event
from spoortest.servers import execute

REACHED = {"identificatie": {"soort": "klantnummer", "waarde": "KL0003000000"}}  # a klant of the load
ONE = "(select klant_id from spoor.gebeurtenis group by 1 order by count(*) desc, 1 limit 1)"
FIRST = "(select ctid from spoor.{0} order by 1 limit 1)"
COPY_OF_EVENT = """
insert into spoor.weggelaten (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, weggelaten_op, reden)
select herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, now(), 'leeg' from spoor.gebeurtenis
where herkomst_topic <> 'intern' order by herkomst_topic, herkomst_partitie, herkomst_offset limit 1"""
AGAIN = """
insert into spoor.gebeurtenis select klant_id, gen_random_uuid(), g.volgnummer + 1000, plaatsgevonden_op, tijd, broker_op,
herkomst_offset, herkomst_partitie, herkomst_index + 1, precisie, tijd_onwaarschijnlijk, stil, herkansing, soort, source,
id, sequence, herkomst_topic, mapping, afdruk from spoor.gebeurtenis g limit 1"""

DAMAGE = {
    "an event is gone": ("I1", f"delete from spoor.gebeurtenis where klant_id = {ONE} and volgnummer = 2"),
    "a reject is gone": ("I1", "delete from spoor.quarantaine where ctid = " + FIRST.format("quarantaine")),
    "a record ended twice": ("I1", COPY_OF_EVENT),
    "a row without a record": ("I1", COPY_OF_EVENT.replace("herkomst_offset, herkomst_index, now",
                                                           "1000000, herkomst_index, now")),
    "the position is beyond the topic": ("I2", "update spoor.progress set next_offset = 1000000"),
    "a record was passed over": ("I2", f"delete from spoor.gebeurtenis where klant_id = {ONE} and volgnummer = 3"),
    "two events changed places": ("I2", f"""update spoor.gebeurtenis set volgnummer = 5 - volgnummer
                                            where klant_id = {ONE} and volgnummer in (2, 3)"""),
    "a phase in the state": ("I3", f"""update spoor.klant set toestand = replace(toestand, '"aanvraag"', '"besluit"')
                                       where klant_id = {ONE}"""),
    "a contact in the state": ("I3", r"""update spoor.klant set toestand = regexp_replace(toestand,
                                         '("begin":\[[^]]*\],)', '\1"contact":false,')"""),
    "a journey's row": ("I3", f"update spoor.klantreis set dossierstatus = 'x' where klant_id = {ONE}"),
    "a contact's channel": ("I3", "update spoor.klantcontact set kanaal = 'x' where ctid = " + FIRST.format("klantcontact")),
    "a contact that is gone": ("I3", "delete from spoor.klantcontact where ctid = " + FIRST.format("klantcontact")),
    "a kind of publication": ("I3", f"""update spoor.publicatie set soort = 'correctie'
                                        where klant_id = {ONE} and revisie = 2"""),
    "an event's moment": ("I3", f"""update spoor.gebeurtenis set plaatsgevonden_op = plaatsgevonden_op + interval '1 year'
                                    where klant_id = {ONE} and volgnummer = 2"""),
    "a fact about the klant": ("I3", """update spoor.klant set toestand = replace(toestand, '"kanaal":"app"', '"kanaal":"sms"')
                                       where toestand like '%"kanaal":"app"%'"""),
    "a channel to be reached by": ("I3", """update spoor.gebeurtenis set data = replace(data, 'true', 'false')
                                           where soort = 'bereikbaarheid-gewijzigd'"""),
    "an open matter is gone": ("I3-open", "delete from spoor.openstaand where ctid = " + FIRST.format("openstaand")),
    "a closed matter is still there": ("I3-open", """insert into spoor.openstaand (klant_id, sinds_op, soort, ref)
        select klant_id, now(), 'taak', 'x' from spoor.klant limit 1"""),
    "another owner": ("I3-open", "update spoor.openstaand set eigenaar = 'x' where eigenaar is not null"),
    "open since another moment": ("I3-open", "update spoor.openstaand set sinds_op = sinds_op + interval '1 us'"),
    "a matter in the state": ("I3-open", """update spoor.klant set toestand = replace(toestand, '"soort":"klacht"',
                                            '"soort":"taak"')"""),
    "how many more there are": ("I3-open", """update spoor.klant set toestand =
        regexp_replace(toestand, '"openstaandRest":\\d+', '"openstaandRest":1')"""),
    "a fact twice": ("I4", AGAIN),
    "a duplicate of nothing": ("I4", "update spoor.weggelaten set id = 'x' where reden = 'duplicaat'"),
    "a hole in the numbers": ("I6", f"""update spoor.gebeurtenis set volgnummer = volgnummer + 1
                                        where klant_id = {ONE} and volgnummer > 2"""),
    "a revision left out": ("I6", f"""update spoor.publicatie set revisie = revisie + 1
                                      where klant_id = {ONE} and revisie > 1"""),
    "a hole in the outbox": ("I6", "delete from spoor.outbox where sequence = 2"),
    "told without a row": ("I7", f"delete from spoor.publicatie where klant_id = {ONE} and revisie = 2"),
    "other bytes": ("I7", f"update spoor.publicatie set hash = '\\x00' where klant_id = {ONE} and revisie = 1"),
    "a row that was not told": ("I7", """insert into spoor.publicatie select klant_id, volgnummer, revisie,
        outbox_sequence, plaatsgevonden_op, verwerkt_op, partitie, stil, klantreis_ref || 'x', id || 'x', soort, uitkomst,
        oorzaak_source, oorzaak_id, hash from spoor.publicatie where not stil limit 1"""),
    "the order of telling": ("I7", f"""update spoor.publicatie set outbox_sequence = 1000 - outbox_sequence
                                       where klant_id = {ONE}"""),
    "a mark beyond the outbox": ("I8", "update spoor.relay_stand set mark = 1000000"),
    "a mark Kafka does not have": ("I8", """update spoor.relay_stand set mark = mark + 1;
                                            update spoor.progress set outbox_sequence = outbox_sequence + 1"""),
    "an epoch that went back": ("I9", "update spoor.progress set epoch = 0"),
    "a signal left out": ("I10", "delete from spoor.signaal where ctid = " + FIRST.format("signaal")),
    "a timer that went off early": ("I10", """update spoor.gebeurtenis set tijd = plaatsgevonden_op - interval '1 second'
                                              where soort = 'termijn-verstreken'"""),
    "another due time": ("I10", """update spoor.gebeurtenis set plaatsgevonden_op = plaatsgevonden_op + interval '1 day'
                                   where soort = 'termijn-verstreken'"""),
    "a timer that nobody asked for": ("I10", """update spoor.gebeurtenis set data = replace(data, '"h-1"', '"h-2"')
                                                where soort in ('termijn-verstreken')"""),
    "a signal with other bytes": ("I7", "update spoor.signaal set hash = '\\x00'"),
    "closed without a result": ("I11", "update spoor.quarantaine set stand = 'hersteld', gesloten_op = now()"),
}


class Checker(ChannelCase):
    def setUp(self):
        super().setUp()
        self.prepare()
        spoor = self.start()
        self.send([("reach", event("klanten.bereikbaarheid-gewijzigd", "reach", {
            **REACHED, "plaatsgevondenOp": "2026-01-01", "kanaal": "app", "bereikbaar": True}))])
        self.send(Load(seed=3, klanten=12, doubled=0.1, poison=0.05).records)
        self.send_event("klanten.herinnering-ingesteld", "h-1", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000001"}, "herinneringId": "h-1",
            "herinnerenOp": "2026-01-05T09:00:00Z"})
        wait_until(lambda: "h-1" in [message["data"]["anker"] for message in self.read("signalen")], 30, "the reminder")
        self.assert_checked()
        spoor.terminate()

    def damaged(self, statement):
        """A copy of the database with the damage; its conninfo."""
        name = f"{self.name}_damaged"
        execute(self.postgres_conninfo, f'drop database if exists "{name}" with (force)')
        execute(self.postgres_conninfo, f'create database "{name}" template "{self.name}"')
        self.addCleanup(execute, self.postgres_conninfo, f'drop database if exists "{name}" with (force)')
        dsn = self.dsn.replace(f"dbname={self.name}", f"dbname={name}")
        execute(dsn, statement)
        return dsn

    def found(self, rule, dsn=None):
        sound, self.dsn = self.dsn, dsn or self.dsn
        try:
            return self.checker("--only", rule, wait=0)["rules"][rule]["problems"]
        finally:
            self.dsn = sound

    def test_damage_is_found(self):
        for what, (rule, statement) in DAMAGE.items():
            with self.subTest(what):
                self.assertTrue(self.found(rule, self.damaged(statement)), f"{rule} does not see that {what}")
        self.produce_again()
        self.assertTrue(any("twice" in problem for problem in self.found("I7")))

    def produce_again(self):
        message = self.topics.read(self.topic("statuswijzigingen"))[0]
        self.topics.produce(self.topic("statuswijzigingen"), message.key, message.value, message.partition)


if __name__ == "__main__":
    unittest.main()
