using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Components;

/// <summary>Which rows of a long list are chosen, by position. Moving about does not change the choice; it ends only when it is let go.</summary>
public sealed class RowChoice
{
    private RowRanges _before = RowRanges.None; // without the range that grows from the anchor
    private long _anchor = -1;

    public RowRanges Rows { get; private set; } = RowRanges.None;

    /// <summary>Whether the last change was refused, because there would be more ranges than <see cref="RowRanges.MostRanges"/>.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Somebody went to a row: ranges grow from there.</summary>
    public void MoveTo(long row) => (_anchor, _before) = (row, Rows);

    /// <summary>Chooses all from the anchor to a row, in place of what was chosen from the same anchor before.</summary>
    /// <param name="row">The row.</param>
    /// <param name="open">The row that is open, the anchor when there is none yet; −1 for none.</param>
    public void ExtendTo(long row, long open)
    {
        _anchor = _anchor >= 0 ? _anchor : open >= 0 ? open : row;
        Set(_before.With(_anchor, row));
    }

    /// <summary>Adds a row, or takes it out.</summary>
    /// <param name="row">The row.</param>
    /// <param name="open">The row that is open, which counts as chosen while no other is; −1 for none.</param>
    public void Toggle(long row, long open)
    {
        var rows = Rows.Count == 0 && open >= 0 && open != row ? Rows.With(open, open) : Rows;
        Set(rows.Contains(row) ? rows.Without(row) : rows.With(row, row));
        MoveTo(row);
    }

    /// <summary>Chooses every row.</summary>
    public void ChooseAll(long total)
    {
        Set(RowRanges.None.With(0, total - 1));
        _before = Rows;
    }

    public void LetGo() => (Rows, _before, _anchor, IsFull) = (RowRanges.None, RowRanges.None, -1, false);

    private void Set(RowRanges rows)
    {
        IsFull = rows.Ranges.Count > RowRanges.MostRanges;
        Rows = IsFull ? Rows : rows;
    }
}
