namespace TapeDeck.Engine.Index;

/// <summary>The tables of a replay's results. Times in milliseconds where they are DOUBLE, nanoseconds since the Unix epoch where BIGINT.</summary>
internal static class ReplayTables
{
    // What a query asks for beside it, under the names that the exchanges of a recording have (QuerySql). Texts, in the order in which they are appended.
    private static readonly string[] s_asked = ["host", "path", "query", "template", "content_type", "client", "connection"];

    private static readonly string s_view = """
        CREATE VIEW asked AS SELECT * REPLACE (CASE WHEN status > 0 THEN (latency * 1000000)::BIGINT ELSE -1 END AS latency), sent_at AS ts,
            CASE WHEN template = '' THEN '' ELSE method || ' ' || template END AS endpoint
            FROM result;
        """;

    public static IndexSchema Schema { get; } = new(2, $"""
        CREATE TABLE result (
            n BIGINT NOT NULL, id VARCHAR NOT NULL, method VARCHAR NOT NULL, target VARCHAR NOT NULL, status SMALLINT NOT NULL,
            failure VARCHAR NOT NULL, latency DOUBLE NOT NULL, service DOUBLE NOT NULL, lateness DOUBLE NOT NULL,
            request_bytes BIGINT NOT NULL, response_bytes BIGINT NOT NULL, sent_at BIGINT NOT NULL,
            request BLOB, response BLOB, {string.Join(", ", s_asked.Select(column => $"{column} VARCHAR DEFAULT ''"))});
        CREATE TABLE recorded (id VARCHAR NOT NULL, status SMALLINT NOT NULL);
        CREATE TABLE missed (results BIGINT NOT NULL);
        INSERT INTO missed VALUES (0);
        {s_view}
        """)
    {
        IsCache = false,
        Upgrades = new Dictionary<int, string>
        {
            // Hosts and the rest of older results stand in their messages alone.
            [1] = $"""
                {string.Concat(s_asked.Select(column => $"ALTER TABLE result ADD COLUMN {column} VARCHAR DEFAULT '';"))}
                UPDATE result SET path = split_part(target, '?', 1), query = CASE WHEN contains(target, '?') THEN target[instr(target, '?') + 1:] ELSE '' END;
                {s_view}
                """,
        },
    };
}
