using Microsoft.Extensions.Logging;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Carries out calls to the sessions that run in this process.</summary>
internal sealed partial class LocalSessions(
    LiveSessions live,
    RoomCameras rooms,
    SessionEnding ending,
    SessionDeadlines deadlines,
    FramePace pace,
    TimeProvider time,
    ILogger<LocalSessions> log
) : IRunningSessions
{
    /// <summary>The answer to a page that comes back waits this long for its time. On a busy server the time follows later, as
    /// news.</summary>
    static readonly TimeSpan TimeWithin = TimeSpan.FromSeconds(1);

    readonly Lock joining = new();

    public Task OpenAsync(Guid sessionId) => live.OpenAsync(sessionId, CancellationToken.None);

    public async Task<int?> JoinAsync(Guid sessionId, CandidateConnection connection, bool takeOver)
    {
        // A page that closes now must not leave a session that runs unmonitored.
        var session = await live.OpenAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        if (session is null)
            return null;
        DateTime? lostSince;
        int stored;
        // A session that moves here joins with its connection while the page connects again. Only one of them gets the lost time.
        lock (joining)
        {
            lostSince = session.LostSince;
            stored = session.Join(connection, takeOver);
        }

        if (lostSince is not { } since || session.LostSince is not null)
            return stored;
        var enough = Task.Delay(TimeWithin, time);
        // SQLite answers on the calling thread.
        await Task.WhenAny(Task.Run(() => GiveBackAsync(sessionId, since)), enough).ConfigureAwait(false);
        return stored;
    }

    async Task GiveBackAsync(Guid sessionId, DateTime lostSince)
    {
        try
        {
            if (await deadlines.GiveBackAsync(sessionId, lostSince).ConfigureAwait(false) is not null)
                await live.RefreshClockAsync(sessionId).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // The join may have been answered. The regular look at the stored clock finds the new deadline.
            LogNotRefreshed(cause, sessionId);
        }
    }

    public Task LeaveAsync(Guid sessionId, string connection)
    {
        live.Find(sessionId)?.Leave(connection);
        return Task.CompletedTask;
    }

    public ValueTask<Refusal?> TakeFrameAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg)
    {
        if (Enter(sessionId, connection, out var refusal) is not { } session)
            return new(refusal);
        pace.Sent(sessionId);
        return new(session.TakeFrame(connection.Id, jpeg));
    }

    public ValueTask<Refusal?> TakeScreenAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg) =>
        new(Enter(sessionId, connection, out var refusal) is { } session ? session.TakeScreen(connection.Id, jpeg) : refusal);

    public Task AskForPicturesAsync(Guid sessionId, Guid flag)
    {
        var session = live.Find(sessionId);
        session?.Screens?.Ask(flag);
        session?.RoomPictures?.Ask(flag);
        return Task.CompletedTask;
    }

    public ValueTask<Refusal?> TakeSoundAsync(Guid sessionId, CandidateConnection connection, byte[]? pcm) =>
        new(Enter(sessionId, connection, out var refusal) is { } session ? session.TakeSound(connection.Id, pcm) : refusal);

    public ValueTask<Refusal?> TakeSignalAsync(Guid sessionId, CandidateConnection connection, PageSignal signal) =>
        new(Enter(sessionId, connection, out var refusal) is { } session ? session.TakeSignal(connection.Id, signal) : refusal);

    public Task<PauseAnswer> PauseAsync(Guid sessionId, string why) => live.PauseAsync(sessionId, why);

    public Task ResumeAsync(Guid sessionId) => live.ResumeAsync(sessionId);

    public Task RefreshClockAsync(Guid sessionId) => live.RefreshClockAsync(sessionId);

    public Task<LiveLook?> LookAsync(Guid sessionId) => Task.FromResult(LookAt(sessionId));

    public Task<IReadOnlyDictionary<Guid, LiveLook>> LookAsync(IEnumerable<Guid> sessions) =>
        Task.FromResult<IReadOnlyDictionary<Guid, LiveLook>>(
            sessions
                .Select(id => (Id: id, Look: LookAt(id)))
                .Where(found => found.Look is not null)
                .ToDictionary(found => found.Id, found => found.Look!)
        );

    public Task<byte[]?> PictureAsync(Guid sessionId) => Task.FromResult(live.Find(sessionId)?.Picture?.Jpeg);

    public ValueTask<Refusal?> TakeRoomAsync(Guid sessionId, byte[]? jpeg) => new(rooms.Take(sessionId, jpeg));

    public Task StopRoomAsync(Guid sessionId)
    {
        rooms.Stop(sessionId);
        return Task.CompletedTask;
    }

    public Task<RoomLook> LookAtRoomAsync(Guid sessionId) => Task.FromResult(rooms.Look(sessionId));

    public Task<byte[]?> RoomPictureAsync(Guid sessionId) => Task.FromResult(rooms.Picture(sessionId));

    public async Task CloseAsync(Guid sessionId, SessionEnd end)
    {
        await ending.CloseAsync(sessionId, end).ConfigureAwait(false);
        rooms.Forget(sessionId);
    }

    LiveLook? LookAt(Guid sessionId) =>
        live.Find(sessionId)?.Look() is { } look ? look with { Room = rooms.Look(sessionId).Picture } : null;

    /// <summary>The session in which a connection may send. A page joins before its exam starts, and a session may be opened again, so the
    /// connection may be unknown to it.</summary>
    LiveSession? Enter(Guid sessionId, CandidateConnection connection, out Refusal? refusal)
    {
        var session = live.Find(sessionId);
        refusal = session is null ? Refusal.NotRunning : null;
        if (session is null || session.Enter(connection))
            return session;
        refusal = Refusal.NotJoined;
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "The deadline of session {SessionId} was extended, and its clock could not be read")]
    partial void LogNotRefreshed(Exception cause, Guid sessionId);
}
