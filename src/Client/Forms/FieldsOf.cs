using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>Makes the list of fields of one kind of part.</summary>
internal sealed class FieldsOf<TPart>
    where TPart : notnull
{
    private readonly List<PlanField> _fields = [];

    public IReadOnlyList<PlanField> Fields => _fields;

    public FieldsOf<TPart> Add(PlanField field)
    {
        _fields.Add(field);
        return this;
    }

    public FieldsOf<TPart> Text(string path, string label, Func<TPart, string?> get, Func<TPart, string, TPart> set, FieldLook? look = null, FieldControl control = FieldControl.Text) =>
        Add(new PlanField(path, label, control, part => get((TPart)part) ?? "", (part, text) => set((TPart)part, text.Trim()), look ?? new FieldLook()));

    /// <summary>A text that is not there when it is empty.</summary>
    public FieldsOf<TPart> Optional(string path, string label, Func<TPart, string?> get, Func<TPart, string?, TPart> set, FieldLook? look = null, FieldControl control = FieldControl.Text) =>
        Text(path, label, get, (part, text) => set(part, text.Length == 0 ? null : text), (look ?? new FieldLook()) with { IsOptional = control == FieldControl.Text }, control);

    public FieldsOf<TPart> List(string path, string label, Func<TPart, IReadOnlyList<string>> get, Func<TPart, IReadOnlyList<string>, TPart> set, FieldLook? look = null) =>
        Text(path, label, part => string.Join(", ", get(part)), (part, text) => set(part, FieldText.Words(text)), look);

    public FieldsOf<TPart> Numbers(string path, string label, Func<TPart, IReadOnlyList<int>> get, Func<TPart, IReadOnlyList<int>, TPart> set, Func<string, int> read, FieldLook? look = null) =>
        Text(path, label, part => string.Join(", ", get(part)), (part, text) => set(part, [.. FieldText.Words(text).Select(read)]), look);

    public FieldsOf<TPart> Number(string path, string label, Func<TPart, long> get, Func<TPart, long, TPart> set, long least, long most, FieldLook? look = null) =>
        Text(path, label, part => FieldText.Of(get(part)), (part, text) => set(part, FieldText.Number(label, text, least, most)), look);

    public FieldsOf<TPart> OptionalNumber(string path, string label, Func<TPart, long?> get, Func<TPart, long?, TPart> set, long least, FieldLook? look = null) =>
        Optional(path, label, part => get(part) is { } number ? FieldText.Of(number) : null,
            (part, text) => set(part, text is null ? null : FieldText.Number(label, text, least, long.MaxValue)), look);

    public FieldsOf<TPart> Bytes(string path, string label, Func<TPart, long> get, Func<TPart, long, TPart> set, long least, long most, FieldLook? look = null) =>
        Text(path, label, part => FieldText.OfBytes(get(part)), (part, text) => set(part, FieldText.Bytes(label, text, least, most)), look);

    public FieldsOf<TPart> Duration(string path, string label, Func<TPart, TimeSpan> get, Func<TPart, TimeSpan, TPart> set, FieldLook? look = null) =>
        Text(path, label, part => DurationText.Format(get(part)), (part, text) => set(part, FieldText.Duration(label, text)), look);

    public FieldsOf<TPart> OptionalDuration(string path, string label, Func<TPart, TimeSpan?> get, Func<TPart, TimeSpan?, TPart> set, FieldLook? look = null) =>
        Optional(path, label, part => get(part) is { } duration ? DurationText.Format(duration) : null,
            (part, text) => set(part, text is null ? null : FieldText.Duration(label, text)), look);

    public FieldsOf<TPart> Check(string path, string label, Func<TPart, bool> get, Func<TPart, bool, TPart> set, FieldLook? look = null) =>
        Text(path, label, part => get(part) ? PlanField.On : "", (part, text) => set(part, text == PlanField.On), look, FieldControl.Check);

    public FieldsOf<TPart> Choice(string path, string label, Func<TPart, string> get, Func<TPart, string, TPart> set, IReadOnlyList<FieldChoice> choices, FieldLook? look = null) =>
        Add(new PlanField(path, label, FieldControl.Choice, part => get((TPart)part), (part, text) => set((TPart)part, text), look ?? new FieldLook()) { Choices = choices });

    /// <summary>A password: what is known of it is never sent to the browser, only the variable it may refer to.</summary>
    public FieldsOf<TPart> Secret(string path, string label, Func<TPart, SecretText> get, Func<TPart, SecretText, TPart> set, FieldLook? look = null) =>
        Text(path, label, part => get(part).Variable is null ? "" : get(part).ToString(), (part, text) => set(part, SecretText.From(text)), look, FieldControl.Secret);

    /// <summary>The kind that has these fields.</summary>
    public PartKind As(string type, string label, string hint, Func<TPart> create, Func<TPart, string> say) =>
        new(type, label, hint, () => create(), part => part is TPart, part => say((TPart)part), _fields);
}
