using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Remembers the camera at the start of a session, to detect a change.</summary>
internal sealed class CameraMemory
{
    PageCamera? first;

    /// <summary>The camera in use; null until the page reports it.</summary>
    public CameraDevice? Current { get; private set; }

    /// <summary>Handles a report of the page.</summary>
    public void Saw(PageCamera camera)
    {
        first ??= camera;
        // Two cameras of the same model share a label; their ids distinguish them, if there are ids.
        var changed = first.Id is not null && camera.Id is not null ? first.Id != camera.Id : first.Label != camera.Label;
        Current = new CameraDevice(camera.Label, VirtualCameras.Match(camera.Label), changed);
    }
}
