using System.Runtime.CompilerServices;

namespace TapeDeck.TestKit;

/// <summary>Waits for what another task or program brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Returns once the condition holds; fails when it does not within a minute.</summary>
    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Returns once the condition holds; fails when it does not within a minute.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_limit)
            {
                throw new TimeoutException($"It did not come about: {what}");
            }

            await Task.Delay(5);
        }
    }
}
