using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The running sessions for everyone who sends to them, watches them or controls them: candidates' connections, their pages and
/// staff. A session need not run in the caller's process, so every call is asynchronous and none returns the session itself.</summary>
internal interface IRunningSessions
{
    /// <summary>Opens a running, proctored session, unless it is open already.</summary>
    Task OpenAsync(Guid sessionId);

    /// <summary>Joins a connection to a session, which is opened first if it is not.</summary>
    /// <param name="sessionId">The session, to which the caller has proved the right.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="takeOver">Whether it may replace the connection of another page that sends.</param>
    /// <returns>The number up to which the page's signals are stored; null if the session does not run.</returns>
    Task<int?> JoinAsync(Guid sessionId, CandidateConnection connection, bool takeOver);

    /// <summary>Records the end of a connection.</summary>
    Task LeaveAsync(Guid sessionId, string connection);

    /// <summary>Accepts a frame. Returns null, or the reason for refusing it.</summary>
    ValueTask<Refusal?> TakeFrameAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg);

    /// <summary>Accepts a picture of the screen. Returns null, or the reason for refusing it.</summary>
    ValueTask<Refusal?> TakeScreenAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg);

    /// <summary>Asks for a picture of the screen and stores one of the room for a flag of Medium or High severity that another system
    /// reported, if the session stores such pictures. A failure is logged: the flag is stored already.</summary>
    Task AskForPicturesAsync(Guid sessionId, Guid flag);

    /// <summary>Accepts a piece of sound. Returns null, or the reason for refusing it.</summary>
    ValueTask<Refusal?> TakeSoundAsync(Guid sessionId, CandidateConnection connection, byte[]? pcm);

    /// <summary>Accepts a signal of a page. Returns null, or the reason for refusing it.</summary>
    ValueTask<Refusal?> TakeSignalAsync(Guid sessionId, CandidateConnection connection, PageSignal signal);

    /// <summary>Pauses monitoring for the host page if the policy allows it. A pause in progress continues unchanged.</summary>
    Task<PauseAnswer> PauseAsync(Guid sessionId, string why);

    /// <summary>Resumes monitoring after a pause of the host page.</summary>
    Task ResumeAsync(Guid sessionId);

    /// <summary>Takes over the stored deadline, and the stored pause of staff or of the candidate, or its end.</summary>
    Task RefreshClockAsync(Guid sessionId);

    /// <summary>Reads the state of a session at this moment; null if it is not monitored.</summary>
    Task<LiveLook?> LookAsync(Guid sessionId);

    /// <summary>Reads the states of several sessions; those that are not monitored are missing.</summary>
    Task<IReadOnlyDictionary<Guid, LiveLook>> LookAsync(IEnumerable<Guid> sessions);

    /// <summary>Reads the newest analysed frame, a JPEG; null if there is none.</summary>
    Task<byte[]?> PictureAsync(Guid sessionId);

    /// <summary>Accepts a picture of the room from a phone that has proved its right, also before the start. Returns null, or the reason
    /// for refusing it.</summary>
    ValueTask<Refusal?> TakeRoomAsync(Guid sessionId, byte[]? jpeg);

    /// <summary>Records that the candidate stopped the room camera on the phone.</summary>
    Task StopRoomAsync(Guid sessionId);

    /// <summary>Reads the state of a session's room camera at this moment.</summary>
    Task<RoomLook> LookAtRoomAsync(Guid sessionId);

    /// <summary>Reads the newest analysed picture of the room, a JPEG; null if there is none.</summary>
    Task<byte[]?> RoomPictureAsync(Guid sessionId);

    /// <summary>Stops monitoring a session and ends it.</summary>
    /// <exception cref="SessionTakenException">Another server has taken over the session.</exception>
    /// <exception cref="RecordNotStoredException">Its record could not be stored yet.</exception>
    Task CloseAsync(Guid sessionId, SessionEnd end);
}
