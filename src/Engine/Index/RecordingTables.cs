namespace TapeDeck.Engine.Index;

/// <summary>The tables of a recording's index. Rows lie in order of their number, so that a window by number touches only its own blocks.</summary>
internal static class RecordingTables
{
    // Texts say how they are to be packed, so that DuckDB does not try all ways for every block of rows.
    private const string Repeated = "VARCHAR NOT NULL USING COMPRESSION dictionary";
    private const string Similar = "VARCHAR NOT NULL USING COMPRESSION fsst";
    private const string Scattered = "VARCHAR NOT NULL USING COMPRESSION uncompressed";

    /// <summary>The columns of <c>exchange_row</c> after the number, in the order in which rows are appended.</summary>
    public const string Columns = """
        id, ts, method, host, absolute, path, search, template, client, status, request_bytes, response_bytes, latency, content_type,
        request_file, request_offset, request_length, response_file, response_offset, response_length, session
        """;

    private const string Sources = """
        CREATE TABLE source (
            number INTEGER NOT NULL, name VARCHAR NOT NULL, position BIGINT NOT NULL,
            length BIGINT NOT NULL, modified BIGINT NOT NULL, head VARCHAR NOT NULL, seen BIGINT NOT NULL, open BOOLEAN NOT NULL);
        CREATE TABLE point (source INTEGER NOT NULL, start BIGINT NOT NULL, member BIGINT NOT NULL, block BIGINT NOT NULL, position BIGINT NOT NULL, before BLOB NOT NULL USING COMPRESSION uncompressed);
        CREATE TABLE damage (source INTEGER NOT NULL, position BIGINT NOT NULL, reason VARCHAR NOT NULL);
        CREATE TABLE stray (
            id VARCHAR NOT NULL, ts BIGINT NOT NULL, status SMALLINT NOT NULL, bytes BIGINT NOT NULL, content_type VARCHAR NOT NULL,
            file INTEGER NOT NULL, start BIGINT NOT NULL, length INTEGER NOT NULL,
            client VARCHAR NOT NULL, session INTEGER NOT NULL);
        CREATE TABLE answer (
            n BIGINT NOT NULL, status SMALLINT NOT NULL, bytes BIGINT NOT NULL, content_type VARCHAR NOT NULL, latency BIGINT NOT NULL,
            file INTEGER NOT NULL, start BIGINT NOT NULL, length INTEGER NOT NULL);
        CREATE TABLE progress (
            ordered BOOLEAN NOT NULL, settled BOOLEAN NOT NULL, whole BOOLEAN NOT NULL, other_records BIGINT NOT NULL, revision BIGINT NOT NULL);
        INSERT INTO progress VALUES (true, true, true, 0, 0);
        """;

    // Path and search make up the target of nearly every request, so it is not stored a second time. What is worked out is a view: DuckDB would
    // work out generated columns for every row that is appended, too.
    private const string View = """
        CREATE VIEW exchange AS SELECT *,
            coalesce(absolute, path || search) AS target,
            search[2:] AS query,
            CASE WHEN template = '' THEN '' ELSE method || ' ' || template END AS endpoint,
            id[:session] AS connection,
            '' AS failure
            FROM exchange_row;
        """;

    public static IndexSchema Schema { get; } = new(7, Exchange("exchange_row") + View + Sources);

    /// <summary>Empties the index without closing it.</summary>
    public static string Recreate { get; } = $"DROP VIEW exchange; DROP TABLE exchange_row; DROP TABLE source; DROP TABLE damage; DROP TABLE point; DROP TABLE stray; DROP TABLE answer; DROP TABLE progress; {Schema.Tables}";

    /// <summary>
    /// Brings the responses to rows that were written before them into those rows. Rows that are changed in the transaction that appends them
    /// all go through the log, so this waits for the end while a recording that is complete is read.
    /// </summary>
    public const string ApplyAnswers = """
        UPDATE exchange_row SET status = a.status, response_bytes = a.bytes, content_type = a.content_type, latency = a.latency,
                response_file = a.file, response_offset = a.start, response_length = a.length
            FROM answer a WHERE exchange_row.n = a.n;
        DELETE FROM answer;
        """;

    /// <summary>
    /// Takes rows that are a response alone for strays again when a request without a response has their id: it came long after them.
    /// </summary>
    public const string FindLateRequests = """
        CREATE OR REPLACE TEMP TABLE late AS
            SELECT n FROM exchange_row WHERE request_length = 0 AND id IN (SELECT id FROM exchange_row WHERE response_length = 0);
        INSERT INTO stray (id, ts, status, bytes, content_type, file, start, length, client, session)
            SELECT id, ts, status, response_bytes, content_type, response_file, response_offset, response_length, client, session
            FROM exchange_row WHERE n IN (SELECT n FROM late) ORDER BY n;
        DELETE FROM exchange_row WHERE n IN (SELECT n FROM late);
        """;

    /// <summary>
    /// Gives responses that came too late or too early for the memory of the joiner to their requests: the k-th of an id to the k-th
    /// unanswered request of that id.
    /// </summary>
    public const string SettleStrays = """
        CREATE OR REPLACE TEMP TABLE pairing AS
            SELECT late.k, open.n FROM
                (SELECT rowid AS k, id, row_number() OVER (PARTITION BY id ORDER BY rowid) AS turn FROM stray) late
                JOIN (SELECT n, id, row_number() OVER (PARTITION BY id ORDER BY n) AS turn FROM exchange_row
                      WHERE response_length = 0 AND id IN (SELECT id FROM stray)) open USING (id, turn);
        UPDATE exchange_row SET status = s.status, response_bytes = s.bytes, content_type = s.content_type, latency = greatest(0, s.ts - exchange_row.ts),
                response_file = s.file, response_offset = s.start, response_length = s.length
            FROM pairing p JOIN stray s ON s.rowid = p.k WHERE exchange_row.n = p.n;
        DELETE FROM stray WHERE rowid IN (SELECT k FROM pairing);
        DROP TABLE pairing;
        """;

    /// <summary>Makes exchanges without a request of the strays that are left; they are not in order then.</summary>
    public static string AppendStrays { get; } = $"""
        INSERT INTO exchange_row (n, {Columns})
            SELECT (SELECT count(*) FROM exchange_row) + row_number() OVER () - 1, id, ts, '', '', NULL, '', '', '', client, status, 0, bytes, -1, content_type,
                0, 0, 0, file, start, length, session
            FROM stray;
        DELETE FROM stray;
        """;

    /// <summary>Corrects the templates that were given out before more was learnt.</summary>
    public const string ApplyTemplates = """
        UPDATE exchange_row SET template = r.now FROM renamed_template r WHERE exchange_row.template = r.was;
        DROP TABLE renamed_template;
        """;

    /// <summary>Rewrites the exchanges in order of time and numbers them anew.</summary>
    public static string Sort { get; } = $"""
        {Exchange("sorted")}
        INSERT INTO sorted (n, {Columns})
            SELECT row_number() OVER () - 1, {Columns} FROM (SELECT * FROM exchange_row ORDER BY ts, n);
        DROP TABLE exchange_row;
        ALTER TABLE sorted RENAME TO exchange_row;
        """;

    private static string Exchange(string name) => $"""
        CREATE TABLE {name} (
            n BIGINT NOT NULL, id {Scattered}, ts BIGINT NOT NULL, method {Repeated}, host {Repeated},
            absolute VARCHAR, path {Similar}, search {Similar}, template {Repeated},
            client {Scattered}, status SMALLINT NOT NULL, request_bytes BIGINT NOT NULL, response_bytes BIGINT NOT NULL, latency BIGINT NOT NULL,
            content_type {Repeated},
            request_file INTEGER NOT NULL, request_offset BIGINT NOT NULL, request_length INTEGER NOT NULL,
            response_file INTEGER NOT NULL, response_offset BIGINT NOT NULL, response_length INTEGER NOT NULL, session INTEGER NOT NULL);

        """;
}
