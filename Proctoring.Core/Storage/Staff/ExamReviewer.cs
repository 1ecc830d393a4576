namespace Proctoring.Core.Storage.Staff;

/// <summary>Restricts an exam to named staff. All staff see the sessions of an exam without names; only the named staff and administrators
/// see the others.</summary>
public sealed class ExamReviewer
{
    /// <summary>The exam's name, as in its sessions.</summary>
    public required string ExamName { get; init; }

    public Guid UserId { get; init; }
}
