using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Passes each call on to the server that runs the session. If that server has gone, the session runs elsewhere soon: calls that
/// must succeed are repeated, and the others report that the page must join again.</summary>
internal sealed partial class GrainSessions(
    IGrainFactory grains,
    ConnectedPages pages,
    ThisServer here,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<GrainSessions> log,
    RefusalWatch? refusals = null
) : IRunningSessions
{
    /// <summary>A frozen server is given up within this time.</summary>
    static readonly TimeSpan RepeatFor = TimeSpan.FromSeconds(12);

    static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(500);

    public Task OpenAsync(Guid sessionId) => RepeatAsync(sessionId, session => session.OpenAsync());

    public async Task<int?> JoinAsync(Guid sessionId, CandidateConnection connection, bool takeOver)
    {
        int? stored = null;
        await RepeatAsync(
                sessionId,
                async session =>
                    stored = await session
                        .JoinAsync(From(connection), takeOver, here.Draining || here.Observer is null ? null : silo.SiloAddress)
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return stored;
    }

    public async Task LeaveAsync(Guid sessionId, string connection)
    {
        pages.Remove(connection);
        try
        {
            await RepeatAsync(sessionId, session => session.LeaveAsync(connection)).ConfigureAwait(false);
        }
        catch (Exception cause) when (IsAway(cause))
        {
            // The server that runs the session next knows no connection anyway.
            LogAway(cause, sessionId);
        }
    }

    public ValueTask<Refusal?> TakeFrameAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg) =>
        TryAsync(sessionId, session => session.TakeFrameAsync(From(connection), new Immutable<byte[]?>(jpeg)));

    public ValueTask<Refusal?> TakeScreenAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg) =>
        TryAsync(sessionId, session => session.TakeScreenAsync(From(connection), new Immutable<byte[]?>(jpeg)));

    public async Task AskForPicturesAsync(Guid sessionId, Guid flag)
    {
        try
        {
            await Find(sessionId).AskForPicturesAsync(flag).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // Also from a server of an earlier version, which does not know this call.
            LogNotAsked(cause, sessionId);
        }
    }

    public ValueTask<Refusal?> TakeSoundAsync(Guid sessionId, CandidateConnection connection, byte[]? pcm) =>
        TryAsync(sessionId, session => session.TakeSoundAsync(From(connection), new Immutable<byte[]?>(pcm)));

    public ValueTask<Refusal?> TakeSignalAsync(Guid sessionId, CandidateConnection connection, PageSignal signal) =>
        TryAsync(sessionId, session => session.TakeSignalAsync(From(connection), signal));

    public async Task<PauseAnswer> PauseAsync(Guid sessionId, string why)
    {
        var answer = PauseAnswer.NotRunning;
        await RepeatAsync(sessionId, async session => answer = await session.PauseAsync(why).ConfigureAwait(false)).ConfigureAwait(false);
        return answer;
    }

    public Task ResumeAsync(Guid sessionId) => RepeatAsync(sessionId, session => session.ResumeAsync());

    public Task RefreshClockAsync(Guid sessionId) => RepeatAsync(sessionId, session => session.RefreshClockAsync());

    public async Task<LiveLook?> LookAsync(Guid sessionId)
    {
        try
        {
            return await Find(sessionId).LookAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (IsAway(cause))
        {
            // It is not monitored at this moment, which is what null says.
            LogAway(cause, sessionId);
            return null;
        }
    }

    public async Task<IReadOnlyDictionary<Guid, LiveLook>> LookAsync(IEnumerable<Guid> sessions)
    {
        var looks = await Task.WhenAll(sessions.Select(async id => (id, look: await LookAsync(id).ConfigureAwait(false))))
            .ConfigureAwait(false);
        return looks.Where(found => found.look is not null).ToDictionary(found => found.id, found => found.look!);
    }

    public async Task<byte[]?> PictureAsync(Guid sessionId)
    {
        try
        {
            return (await Find(sessionId).PictureAsync().ConfigureAwait(false)).Value;
        }
        catch (Exception cause) when (IsAway(cause))
        {
            LogAway(cause, sessionId);
            return null;
        }
    }

    public ValueTask<Refusal?> TakeRoomAsync(Guid sessionId, byte[]? jpeg) =>
        TryAsync(sessionId, session => session.TakeRoomAsync(new Immutable<byte[]?>(jpeg)));

    public Task StopRoomAsync(Guid sessionId) => RepeatAsync(sessionId, session => session.StopRoomAsync());

    public async Task<RoomLook> LookAtRoomAsync(Guid sessionId)
    {
        try
        {
            return await Find(sessionId).LookAtRoomAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (IsAway(cause))
        {
            LogAway(cause, sessionId);
            return RoomLook.None;
        }
    }

    public async Task<byte[]?> RoomPictureAsync(Guid sessionId)
    {
        try
        {
            return (await Find(sessionId).RoomPictureAsync().ConfigureAwait(false)).Value;
        }
        catch (Exception cause) when (IsAway(cause))
        {
            LogAway(cause, sessionId);
            return null;
        }
    }

    public Task CloseAsync(Guid sessionId, SessionEnd end) => RepeatAsync(sessionId, session => session.CloseAsync(end));

    /// <summary>Whether a call failed because the server that runs the session has gone, is frozen, or hands it over. A call that waits too
    /// long for a place is cancelled by the cluster.</summary>
    static bool IsAway(Exception cause) =>
        cause is OrleansMessageRejectionException or SiloUnavailableException or TimeoutException or OperationCanceledException;

    ISessionGrain Find(Guid sessionId) => grains.GetGrain<ISessionGrain>(sessionId);

    /// <summary>Makes a call that changes nothing if it is made twice.</summary>
    async Task RepeatAsync(Guid sessionId, Func<ISessionGrain, Task> call)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await call(Find(sessionId)).ConfigureAwait(false);
                return;
            }
            catch (Exception cause) when (IsAway(cause) && time.GetElapsedTime(began) < RepeatFor)
            {
                LogAway(cause, sessionId);
            }

            await WaitToRepeatAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits before a call is repeated, but no longer than until its server is given up: then the session can run here.</summary>
    async Task WaitToRepeatAsync()
    {
        var pause = Task.Delay(RepeatAfter, time);
        if (refusals is null)
        {
            await pause.ConfigureAwait(false);
            return;
        }

        var gaveUp = refusals.GaveUp;
        _ = refusals.LookAsync();
        await Task.WhenAny(pause, gaveUp).ConfigureAwait(false);
    }

    async ValueTask<Refusal?> TryAsync(Guid sessionId, Func<ISessionGrain, ValueTask<Refusal?>> call)
    {
        try
        {
            return await call(Find(sessionId)).ConfigureAwait(false);
        }
        catch (Exception cause) when (IsAway(cause))
        {
            // The page joins again, and then sends what is not confirmed. A frame is replaced by the next one.
            LogAway(cause, sessionId);
            _ = refusals?.LookAsync();
            return Refusal.NotJoined;
        }
    }

    PageConnection From(CandidateConnection connection)
    {
        pages.Add(connection);
        return new PageConnection(
            connection.Id,
            connection.PageId,
            connection.Address,
            connection.UserAgent,
            here.Observer is null ? null : silo.SiloAddress,
            here.Observer,
            connection.AskedAt
        );
    }

    [LoggerMessage(LogLevel.Warning, "A flag of session {SessionId} asks for no picture of the screen: its server does not answer")]
    partial void LogNotAsked(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Debug, "The server of session {SessionId} does not answer")]
    partial void LogAway(Exception cause, Guid sessionId);
}
