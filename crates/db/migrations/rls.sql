-- Every table that carries collectivite_id is seen through the perimeter of the transaction, by its owner too.
DO $body$
DECLARE
    named RECORD;
BEGIN
    FOR named IN
        SELECT c.oid::regclass::text AS name
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'collectivite_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'perimetre')
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', named.name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', named.name);
        EXECUTE format(
            'CREATE POLICY perimetre ON %s USING ('
            'collectivite_id = NULLIF(current_setting(''beffroi.perimetre'', true), '''')::uuid '
            'OR current_setting(''beffroi.centre'', true) = ''oui'')', named.name);
    END LOOP;
END
$body$;
