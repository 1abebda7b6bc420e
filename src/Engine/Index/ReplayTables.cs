namespace TapeDeck.Engine.Index;

/// <summary>The tables of a replay's results. Times in milliseconds where they are DOUBLE, nanoseconds since the Unix epoch where BIGINT.</summary>
internal static class ReplayTables
{
    public static IndexSchema Schema { get; } = new(1, """
        CREATE TABLE result (
            n BIGINT NOT NULL, id VARCHAR NOT NULL, method VARCHAR NOT NULL, target VARCHAR NOT NULL, status SMALLINT NOT NULL,
            failure VARCHAR NOT NULL, latency DOUBLE NOT NULL, service DOUBLE NOT NULL, lateness DOUBLE NOT NULL,
            request_bytes BIGINT NOT NULL, response_bytes BIGINT NOT NULL, sent_at BIGINT NOT NULL,
            request BLOB, response BLOB);
        CREATE TABLE recorded (id VARCHAR NOT NULL, status SMALLINT NOT NULL);
        CREATE TABLE missed (results BIGINT NOT NULL);
        INSERT INTO missed VALUES (0);
        """)
    { IsCache = false };
}
