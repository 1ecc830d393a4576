using System.Diagnostics;

namespace Proctoring.Tests.Faults;

/// <summary>How long a candidate took to continue after the loss of a connection. Each time counts from the loss.</summary>
/// <param name="Connected">Until the connection stood that the first frame was accepted on.</param>
/// <param name="Joined">Until it joined.</param>
/// <param name="Accepted">Until the frame was accepted.</param>
/// <param name="Attempts">The number of connections that it tried.</param>
internal sealed record Reconnection(TimeSpan Connected, TimeSpan Joined, TimeSpan Accepted, int Attempts);

/// <summary>Measures the reconnections of a candidate. Only the candidate's own loop calls it.</summary>
internal sealed class ReconnectionClock
{
    long lost;
    TimeSpan connected;
    TimeSpan joined;
    int attempts;

    /// <summary>The connection ended, or could not be made.</summary>
    public void Lost()
    {
        lost = lost == 0 ? Stopwatch.GetTimestamp() : lost;
        attempts++;
    }

    public void Connected() => connected = SinceLost;

    public void Joined() => joined = SinceLost;

    /// <summary>A frame was accepted. Returns the reconnection that this completes; null if none is in progress.</summary>
    public Reconnection? Accepted()
    {
        if (lost == 0)
            return null;
        var completed = new Reconnection(connected, joined, SinceLost, attempts);
        (lost, attempts) = (0, 0);
        return completed;
    }

    TimeSpan SinceLost => lost == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(lost);
}
