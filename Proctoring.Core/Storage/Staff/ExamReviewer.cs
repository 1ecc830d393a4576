namespace Proctoring.Core.Storage.Staff;

/// <summary>Lets a member of staff see the sessions of an exam. An exam that nobody is named for is seen by all staff; one with names only
/// by those and by administrators.</summary>
public sealed class ExamReviewer
{
    /// <summary>The exam's name as its sessions carry it.</summary>
    public required string ExamName { get; init; }

    public Guid UserId { get; init; }
}
