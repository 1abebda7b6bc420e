using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace TapeDeck.Client.Components;

/// <summary>
/// An input or a textarea that is bound to a value. Unlike that of Razor's <c>@bind</c>, its handler stays the same from picture to picture: Blazor lets go of a
/// handler that was replaced once the browser has drawn the picture, and on a busy machine that can be before it looks at a change that was sent just before.
/// </summary>
public sealed class BoundInput : ComponentBase
{
    /// <summary>The element: <c>input</c> or <c>textarea</c>.</summary>
    [Parameter] public string Element { get; set; } = "input";

    /// <summary>When the value counts: <c>onchange</c>, or <c>oninput</c> for every letter.</summary>
    [Parameter] public string Event { get; set; } = "onchange";

    [Parameter, EditorRequired] public string? Value { get; set; }

    [Parameter] public EventCallback<string> ValueChanged { get; set; }

    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, Element);
        builder.AddMultipleAttributes(1, Attributes);
        builder.AddAttribute(2, "value", Value);
        builder.AddAttribute(3, Event, EventCallback.Factory.Create<ChangeEventArgs>(this, ChangedAsync));
        builder.SetUpdatesAttributeName("value");
        builder.CloseElement();
    }

    private Task ChangedAsync(ChangeEventArgs change) => ValueChanged.InvokeAsync((string?)change.Value ?? "");
}
