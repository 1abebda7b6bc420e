using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TapeDeck.Engine.Query;

/// <summary>Consecutive rows of a list.</summary>
/// <param name="First">Position of the first, from 0 on.</param>
/// <param name="Last">Position of the last.</param>
public readonly record struct RowRange(long First, long Last)
{
    /// <summary>How many.</summary>
    public long Count => Last - First + 1;
}

/// <summary>Some rows of a list by position, in ranges: all rows of a list of millions are one range. Never changes.</summary>
public sealed class RowRanges : IEquatable<RowRanges>
{
    /// <summary>Most ranges that a text may have: an address must hold them.</summary>
    public const int MostRanges = 200;

    private readonly RowRange[] _ranges; // in order, with at least one row between two

    private RowRanges(RowRange[] ranges)
    {
        _ranges = ranges;
        Count = ranges.Sum(range => range.Count);
    }

    /// <summary>No row.</summary>
    public static RowRanges None { get; } = new([]);

    /// <summary>In order; between two of them there is at least one row that is not meant.</summary>
    public IReadOnlyList<RowRange> Ranges => _ranges;

    /// <summary>How many rows.</summary>
    public long Count { get; }

    /// <summary>Reads <c>0-41,76</c>: at most <see cref="MostRanges"/> positions or ranges, in any order.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RowRanges? rows)
    {
        rows = null;
        var parts = text?.Split(',', MostRanges + 1) ?? [];
        var read = None;
        foreach (var part in parts)
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryRead(ends[0], out var first) || !TryRead(ends[^1], out var last) || last < first)
            {
                return false;
            }

            read = read.With(first, last);
        }

        rows = parts.Length is > 0 and <= MostRanges ? read : null;
        return rows is not null;
    }

    /// <summary>Whether a row is one of them.</summary>
    public bool Contains(long row) => Array.Exists(_ranges, range => range.First <= row && row <= range.Last);

    /// <summary>These and all from one row to another, in whichever order they are named.</summary>
    public RowRanges With(long one, long other)
    {
        var (first, last) = (Math.Min(one, other), Math.Max(one, other));
        ArgumentOutOfRangeException.ThrowIfNegative(first, nameof(one));
        RowRange[] touched = [.. _ranges.Where(range => range.Last >= first - 1 && range.First <= last + 1), new RowRange(first, last)];
        var whole = new RowRange(touched.Min(range => range.First), touched.Max(range => range.Last));
        return new([.. _ranges.Where(range => range.Last < whole.First), whole, .. _ranges.Where(range => range.First > whole.Last)]);
    }

    /// <summary>These without a row.</summary>
    public RowRanges Without(long row) => new(
    [
        .. _ranges.SelectMany(range => range.First <= row && row <= range.Last ? [new RowRange(range.First, row - 1), new RowRange(row + 1, range.Last)] : new[] { range })
            .Where(range => range.Count > 0),
    ]);

    /// <inheritdoc/>
    public bool Equals(RowRanges? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowRanges);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_ranges.Length, Count);

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() =>
        string.Join(',', _ranges.Select(range => range.Count == 1 ? $"{range.First}" : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));

    private static bool TryRead(string text, out long row) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out row) && row < long.MaxValue - 1;
}
