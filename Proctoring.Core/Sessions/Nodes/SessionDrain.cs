using Microsoft.Extensions.Logging;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Moves the sessions of this server to the others before it stops, a few at a time: each candidate waits for the move of one
/// session, and not for that of all (docs/decisions/0113-end-one-by-one.md).</summary>
internal sealed partial class SessionDrain(
    ISessionMoves moves,
    InferenceSlots slots,
    ThisServer here,
    TimeProvider time,
    ILogger<SessionDrain> log
)
{
    /// <summary>How long all moves take at most. Sessions that are left are stored by the stop of the server.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>After this time, the next session does not wait for one that moves. That one continues to move.</summary>
    public static readonly TimeSpan EachWithin = TimeSpan.FromSeconds(4);

    /// <summary>The pause before sessions that did not move are asked again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How many sessions move at the same time. Each of them waits for the database most of the time.</summary>
    public static readonly int AtOnce = 2 * Environment.ProcessorCount;

    /// <summary>Moves all sessions. Those that cannot move are stored when the server stops, and continue on another server then.</summary>
    /// <exception cref="OperationCanceledException">The server must stop now.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        here.Draining = true;
        var (began, count) = (time.GetTimestamp(), moves.Left.Count);
        using var late = new CancellationTokenSource(Longest, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            while (moves is { Possible: true, Left: { Count: > 0 } left })
            {
                await MoveAsync(left, enough.Token).ConfigureAwait(false);
                if (moves.Left.Count > 0)
                    await Task.Delay(AskAgainAfter, time, enough.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The log line below names the number.
        }

        LogDrained(count - moves.Left.Count, count, time.GetElapsedTime(began).TotalSeconds);
    }

    async Task MoveAsync(IReadOnlyList<Guid> sessions, CancellationToken cancellation)
    {
        // Storing and moving goes first; frames of the sessions that still run here wait for three of ten seconds at most.
        using var hold = slots.HoldFrames();
        await Parallel
            .ForEachAsync(
                sessions,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (id, stop) => await TryMoveAsync(id, stop).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    async Task TryMoveAsync(Guid sessionId, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(EachWithin, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await moves.MoveAsync(sessionId, enough.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogSlow(sessionId, EachWithin.TotalSeconds);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // Asked again; at the latest the stop of the server stores the session.
            LogNotMoved(cause, sessionId);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Moved} of {Count} sessions moved to other servers within {Seconds:0.0} s")]
    partial void LogDrained(int moved, int count, double seconds);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} does not run on another server after {Seconds} s; the next ones move")]
    partial void LogSlow(Guid sessionId, double seconds);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} could not be moved to another server")]
    partial void LogNotMoved(Exception cause, Guid sessionId);
}
