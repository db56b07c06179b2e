-- What stands before any room: the list of the steps applied and, on PostgreSQL, the perimeter of a transaction.
CREATE TABLE IF NOT EXISTS beffroi_migration (
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (room, name)
);
--! postgres
LOCK TABLE beffroi_migration IN EXCLUSIVE MODE;
-- SET LOCAL, not set_config: only the former reaches the workers of a distributed database.
CREATE OR REPLACE FUNCTION set_perimetre(one UUID, everything BOOLEAN) RETURNS VOID LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('SET LOCAL beffroi.perimetre = %L', COALESCE(one::TEXT, ''));
    EXECUTE format('SET LOCAL beffroi.centre = %L', CASE WHEN everything THEN 'oui' ELSE 'non' END);
END
$body$;
-- The server inserts here and looks, at each start, to prove that the perimeter is enforced for its account.
CREATE TABLE IF NOT EXISTS beffroi_probe (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);
--! both
