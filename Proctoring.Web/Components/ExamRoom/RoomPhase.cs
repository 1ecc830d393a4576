namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Where a candidate is on the way through the exam room.</summary>
internal enum RoomPhase
{
    Loading,

    /// <summary>Asked to agree to be watched.</summary>
    Consent,

    /// <summary>Check 1: the service.</summary>
    Service,

    /// <summary>The service can't watch; said plainly.</summary>
    Unwell,

    /// <summary>Check 2.</summary>
    Camera,

    /// <summary>Check 3.</summary>
    Face,

    Running,
    Ended,

    /// <summary>No such session for this token.</summary>
    Closed,
}
