-- Accepted losses on channel topics.
SELECT topic, partitie::text, van_offset::text, tot_offset::text FROM spoor.ingreep i WHERE NOT i.kanoniek AND NOT i.vervallen
ORDER BY i.topic, i.partitie, i.nummer
