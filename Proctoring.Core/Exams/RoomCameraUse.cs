namespace Proctoring.Core.Exams;

/// <summary>Whether an exam uses a phone as a second camera that shows the room from the side.</summary>
public enum RoomCameraUse
{
    Off,

    /// <summary>The candidate may connect a phone.</summary>
    Offered,

    /// <summary>The candidate is asked to connect a phone. Without one the exam begins all the same, with a gap on record.</summary>
    Required,
}
