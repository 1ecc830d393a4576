namespace Proctoring.Core.Staff;

/// <summary>Lets a member of staff see the sittings of an exam. An exam that nobody is named for is seen by all staff; one with names only by those and by administrators.</summary>
public sealed class ExamReviewer
{
    /// <summary>The exam's name as its sittings carry it.</summary>
    public required string ExamName { get; init; }

    public Guid UserId { get; init; }
}
