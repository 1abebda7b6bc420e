namespace TapeDeck.Engine.Kafka;

/// <summary>
/// The members of a JSON message (spec §9). All values are strings, headers an object of them. The first seven are GoReplay's; readers pass over what they
/// do not know, so the others only add what those cannot carry.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Request target; empty for responses.</summary>
    public const string Url = "Req_URL";

    /// <summary>The record's kind: one digit.</summary>
    public const string Type = "Req_Type";

    /// <summary>The record's id.</summary>
    public const string Id = "Req_ID";

    /// <summary>The record's timestamp.</summary>
    public const string Timestamp = "Req_Ts";

    /// <summary>Method; of a response its version.</summary>
    public const string Method = "Req_Method";

    /// <summary>Body as UTF-8; left out when empty.</summary>
    public const string Body = "Req_Body";

    /// <summary>Headers, names in canonical case and order, repeated ones joined; left out when there are none.</summary>
    public const string Headers = "Req_Headers";

    /// <summary>Status code and reason of a response.</summary>
    public const string Status = "Resp_Status";

    /// <summary>The body's bytes in base64, when they are no UTF-8.</summary>
    public const string Body64 = "Req_Body64";

    /// <summary>
    /// The bytes before the body in base64, when the members above cannot carry their meaning: repeated or folded headers, another version than HTTP/1.1,
    /// no UTF-8, no HTTP.
    /// </summary>
    public const string Head64 = "Req_Head64";
}
