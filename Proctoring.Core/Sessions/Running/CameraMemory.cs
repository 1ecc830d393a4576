using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Which camera a session began with, to tell whether it was changed.</summary>
internal sealed class CameraMemory
{
    PageCamera? first;

    /// <summary>The camera in use; null while the page has not said.</summary>
    public CameraDevice? Current { get; private set; }

    /// <summary>Takes in what the page says.</summary>
    public void Saw(PageCamera camera)
    {
        first ??= camera;
        // Two cameras of a kind share a label; the id tells them apart where there is one.
        var changed = first.Id is not null && camera.Id is not null ? first.Id != camera.Id : first.Label != camera.Label;
        Current = new CameraDevice(camera.Label, VirtualCameras.Match(camera.Label), changed);
    }
}
