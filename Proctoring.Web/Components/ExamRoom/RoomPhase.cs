namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The candidate's stage in the exam room.</summary>
internal enum RoomPhase
{
    Loading,

    /// <summary>The candidate is asked for consent.</summary>
    Consent,

    /// <summary>Check 1: the service.</summary>
    Service,

    /// <summary>The service can't monitor, and the page explains why.</summary>
    Unwell,

    /// <summary>Check 2.</summary>
    Camera,

    /// <summary>Check 3.</summary>
    Face,

    /// <summary>Check 3 by a person instead of a comparison.</summary>
    Person,

    /// <summary>The turn of the head, if the policy asks for it.</summary>
    Turn,

    /// <summary>The phone as room camera, if the policy uses one.</summary>
    Phone,

    /// <summary>The share of the screen, if the policy asks for it.</summary>
    Screen,

    Running,
    Ended,

    /// <summary>No such session for this token.</summary>
    Closed,
}
