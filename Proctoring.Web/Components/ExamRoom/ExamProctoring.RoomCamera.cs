using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

// The phone as room camera: a step of its own before the exam, and a line while it sends no picture.
public sealed partial class ExamProctoring
{
    bool phoneAsked;
    bool phoneConnected;

    bool UsesPhone => view is { RoomCamera: not RoomCameraUse.Off };

    /// <summary>Whether the phone is expected in this exam: it is required, or was connected once.</summary>
    bool ExpectsPhone => view is { RoomCamera: RoomCameraUse.Required } or { RoomCamera: RoomCameraUse.Offered, RoomCameraJoined: true };

    /// <summary>Shows the step once; it never blocks the exam.</summary>
    bool AskForPhone()
    {
        if (phoneAsked || !UsesPhone)
            return false;
        phoneAsked = true;
        Show(RoomPhase.Phone);
        return true;
    }
}
