using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Serves the requests of phones so that the time they wait here, and a database that is away, accuse no candidate.</summary>
internal sealed class PhoneRequests(
    RoomCameraLinks links,
    LiveSessions live,
    IRunningSessions running,
    PendingPictures pending,
    TimeProvider time
)
{
    /// <summary>Finds the session of a phone. If that fails for a phone that sent before, the gap is the server's, not the
    /// phone's.</summary>
    /// <returns>Null if another phone took its place, it was stopped, or the secret is not ours.</returns>
    public async Task<RoomPhone?> FindAsync(string secret, CancellationToken cancellation)
    {
        using var request = pending.Begin(secret);
        try
        {
            if (await links.FindAsync(secret, cancellation).ConfigureAwait(false) is not { } phone)
            {
                pending.Deny(secret);
                return null;
            }

            pending.Know(secret, phone.SessionId);
            return phone;
        }
        catch (Exception cause) when (cause is not OperationCanceledException && pending.SessionOf(secret) is { } session)
        {
            Miss(session);
            throw;
        }
    }

    /// <summary>Passes on a picture that was read completely. Returns null, or the reason for refusing it.</summary>
    public async ValueTask<Refusal?> TakeAsync(string secret, RoomPhone phone, byte[] jpeg)
    {
        using var request = pending.Begin(secret);
        return await running.TakeRoomAsync(phone.SessionId, jpeg).ConfigureAwait(false);
    }

    /// <summary>Records that the phone of a session sent, and that this server could not take it: a gap of the server.</summary>
    void Miss(Guid sessionId)
    {
        if (live.Find(sessionId) is not { TakesRoom: true, IsOver: false } session)
            return;
        var now = time.GetUtcNow().UtcDateTime;
        session.Sensors.RoomArrived(now, usable: true);
        session.TakeRoom(new RoomMiss(now, ByServer: true));
    }
}
