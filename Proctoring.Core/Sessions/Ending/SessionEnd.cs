using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>The way in which a session ends.</summary>
/// <param name="Status">Its stage afterwards.</param>
/// <param name="CorrectAnswers">The result that the host reports; null for none.</param>
/// <param name="EvenPreparing">Whether it may end before it started here.</param>
/// <param name="By">The member of staff who ends it; null for none.</param>
/// <param name="HostReason">Why the host cancels it; null for none.</param>
[GenerateSerializer, Immutable, Alias("proctoring.end")]
internal sealed record SessionEnd(
    SessionStatus Status,
    int? CorrectAnswers = null,
    bool EvenPreparing = false,
    StaffEnd? By = null,
    string? HostReason = null
)
{
    /// <summary>Returns whether a session of this stage can end in this way.</summary>
    public bool Fits(SessionStatus status) =>
        Status is SessionStatus.Expired or SessionStatus.Cancelled
            ? status == SessionStatus.Preparing
            : status == SessionStatus.Running || (EvenPreparing && status == SessionStatus.Preparing);
}

/// <summary>The member of staff who ends a session, and the reason.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.staff_end")]
internal sealed record StaffEnd(string Reason, StaffViewer Viewer);
