namespace Proctoring.Core.Notifications;

/// <summary>The delays between the attempts of a delivery: eleven attempts in about three days.</summary>
internal static class RetryPlan
{
    /// <summary>The share of a delay by which it is made longer at random, so that a target that returns is not flooded.</summary>
    const double Jitter = 0.1;

    static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(18),
        TimeSpan.FromHours(22),
    ];

    /// <summary>The delay after a number of failed attempts; null if there are no more attempts.</summary>
    /// <param name="attempts">The attempts that failed, from 1.</param>
    /// <param name="random">0–1.</param>
    public static TimeSpan? After(int attempts, double random) =>
        attempts <= Delays.Length ? Delays[attempts - 1] * (1 + Jitter * random) : null;
}
