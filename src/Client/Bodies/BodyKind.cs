namespace TapeDeck.Client.Bodies;

/// <summary>How a body is shown.</summary>
public enum BodyKind
{
    None,
    Json,
    Form,
    Image,
    Multipart,
    Text,
    Binary,
}
