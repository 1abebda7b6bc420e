using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Values;

/// <summary>
/// An address of recorded traffic with its pace or a limit (spec §7): <c>FILE|200%</c>, <c>FILE|max</c>, <c>FILE|10/s</c> set the pace, <c>FILE|10</c> drops
/// what is beyond.
/// </summary>
internal sealed record PacedAddress(string Address, ReplaySpeed? Speed, RateLimitPlan? Limit)
{
    /// <exception cref="FormatException">It ends in a suffix that is no valid pace, or names nothing.</exception>
    public static PacedAddress Parse(string text)
    {
        var (address, suffix) = LimitedAddress.Split(text);
        if (address.Length == 0)
        {
            throw new FormatException("names nothing to read");
        }

        if (suffix is null)
        {
            return new PacedAddress(address, null, null);
        }

        if (suffix.All(char.IsAsciiDigit))
        {
            return new PacedAddress(address, null, LimitedAddress.ParseLimit(suffix));
        }

        return ReplaySpeed.TryParse(suffix, out var speed)
            ? new PacedAddress(address, speed, null)
            : throw new FormatException($"has no valid speed: |{suffix}; right would be a percentage above 0, such as |200%, or |max, or a limit such as |10");
    }

    /// <summary>The address as <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => Speed is { } speed ? $"{Address}|{speed}" : Address + LimitedAddress.Format(Limit);
}
