namespace Proctoring.Core.Sessions.Running;

/// <summary>The running sessions for everyone who sends to them, watches them or controls them: candidates' connections, their pages and
/// staff. A session need not run in the caller's process, so every call is asynchronous and none returns the session itself.</summary>
internal sealed class RunningSessions(LiveSessions live, SessionDeadlines deadlines, FramePace pace)
{
    /// <summary>Joins a connection to a session, which is opened first if it is not.</summary>
    /// <param name="sessionId">The session, to which the caller has proved the right.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace another connection that sends.</param>
    /// <returns>The number up to which the page's signals are stored; null if the session does not run.</returns>
    public async Task<int?> JoinAsync(Guid sessionId, CandidateConnection connection, bool takeOver)
    {
        // A page that closes now must not leave a session that runs unmonitored.
        var session = await live.OpenAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        if (session is null)
            return null;
        var lostSince = session.LostSince;
        var stored = session.Join(connection, takeOver);
        if (
            lostSince is { } since
            && session.LostSince is null
            && await deadlines.GiveBackAsync(sessionId, since).ConfigureAwait(false) is { } later
        )
            session.EndsAt = later;
        return stored;
    }

    /// <summary>Records the end of a connection.</summary>
    public Task LeaveAsync(Guid sessionId, string connection)
    {
        live.Find(sessionId)?.Leave(connection);
        return Task.CompletedTask;
    }

    /// <summary>Accepts a frame. Returns null, or the reason for refusing it.</summary>
    public ValueTask<Refusal?> TakeFrameAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg)
    {
        if (Enter(sessionId, connection) is not { } session)
            return new(Refusal.NotRunning);
        pace.Sent(sessionId);
        return new(session.TakeFrame(connection.Id, jpeg));
    }

    /// <summary>Accepts a piece of sound. Returns null, or the reason for refusing it.</summary>
    public ValueTask<Refusal?> TakeSoundAsync(Guid sessionId, CandidateConnection connection, byte[]? pcm) =>
        new(Enter(sessionId, connection) is { } session ? session.TakeSound(connection.Id, pcm) : Refusal.NotRunning);

    /// <summary>Accepts a signal of a page. Returns null, or the reason for refusing it.</summary>
    public ValueTask<Refusal?> TakeSignalAsync(Guid sessionId, CandidateConnection connection, PageSignal signal) =>
        new(Enter(sessionId, connection) is { } session ? session.TakeSignal(connection.Id, signal) : Refusal.NotRunning);

    /// <summary>Pauses monitoring if the policy allows it. A pause in progress continues unchanged.</summary>
    public Task<PauseAnswer> PauseAsync(Guid sessionId, string why) => live.PauseAsync(sessionId, why);

    /// <summary>Resumes monitoring.</summary>
    public Task ResumeAsync(Guid sessionId) => live.ResumeAsync(sessionId);

    /// <summary>Reads the state of a session at this moment; null if it is not monitored.</summary>
    public Task<LiveLook?> LookAsync(Guid sessionId) => Task.FromResult(live.Find(sessionId)?.Look());

    /// <summary>Reads the states of several sessions; those that are not monitored are missing.</summary>
    public Task<IReadOnlyDictionary<Guid, LiveLook>> LookAsync(IEnumerable<Guid> sessions) =>
        Task.FromResult<IReadOnlyDictionary<Guid, LiveLook>>(
            sessions.Select(live.Find).OfType<LiveSession>().ToDictionary(session => session.Id, session => session.Look())
        );

    /// <summary>Reads the newest analysed frame, a JPEG; null if there is none.</summary>
    public Task<byte[]?> PictureAsync(Guid sessionId) => Task.FromResult(live.Find(sessionId)?.Picture?.Jpeg);

    /// <summary>The session in which a connection may send. A page joins before its exam starts, and a session may be opened again, so the
    /// connection may be unknown to it.</summary>
    LiveSession? Enter(Guid sessionId, CandidateConnection connection)
    {
        var session = live.Find(sessionId);
        session?.Enter(connection);
        return session;
    }
}
