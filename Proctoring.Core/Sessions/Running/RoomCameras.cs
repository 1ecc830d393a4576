using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The room cameras of the sessions on this server, also in the checks before the exam. They are in memory only: after a move to
/// another server the next picture makes a new one.</summary>
internal sealed class RoomCameras(
    LiveSessions live,
    VisionModels vision,
    InferenceSlots slots,
    RefusedPictures refused,
    IOptions<ProctoringOptions> options,
    TimeProvider time,
    ILogger<RoomCameras> log
)
{
    /// <summary>A camera that sends nothing for this long is forgotten.</summary>
    static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(2);

    readonly ConcurrentDictionary<Guid, RoomCamera> cameras = new();

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Accepts a picture of the room from a phone that has proved its right. Returns null, or the reason for refusing
    /// it.</summary>
    public Refusal? Take(Guid sessionId, byte[]? jpeg)
    {
        var session = live.Find(sessionId);
        if (session is { TakesRoom: false } or { IsOver: true })
            return Refusal.NotWanted;
        // Pictures that arrive during a pause are discarded.
        if (session is { Sensors.IsPaused: true })
            return null;
        var refusal = jpeg is null ? Refusal.Malformed : Find(sessionId).Take(jpeg);
        // A phone that sends too often still sends.
        if (refusal != Refusal.TooOften)
            session?.Sensors.RoomArrived(Now, usable: refusal is null);
        return refusal;
    }

    /// <summary>Records that the candidate stopped the camera on the phone.</summary>
    public void Stop(Guid sessionId)
    {
        Forget(sessionId);
        live.Find(sessionId)?.Sensors.RoomStopped(Now);
    }

    /// <summary>Forgets the camera of a session that is over, with its newest picture.</summary>
    public void Forget(Guid sessionId)
    {
        if (cameras.TryRemove(sessionId, out var camera))
            camera.Stop();
    }

    /// <summary>The state of a session's room camera at this moment.</summary>
    public RoomLook Look(Guid sessionId) => cameras.GetValueOrDefault(sessionId)?.Look() ?? RoomLook.None;

    /// <summary>The newest analysed picture, a JPEG; null if there is none.</summary>
    public byte[]? Picture(Guid sessionId) => cameras.GetValueOrDefault(sessionId)?.Newest?.Jpeg;

    RoomCamera Find(Guid sessionId)
    {
        if (cameras.TryGetValue(sessionId, out var known))
            return known;
        // Rarely: only when a phone begins to send.
        foreach (var (id, old) in cameras)
            if (old.ArrivedAt is not { } at || Now - at > ForgetAfter)
                cameras.TryRemove(id, out _);
        return cameras.GetOrAdd(
            sessionId,
            id => new RoomCamera(
                id,
                vision,
                slots,
                refused,
                options.Value.Frames,
                time,
                item => live.Find(id)?.TakeRoom(item),
                log
            )
        );
    }
}
