using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Invitations;

/// <summary>A row of a list of people to invite.</summary>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Name">The name.</param>
/// <param name="StudentId">The student's id.</param>
/// <param name="Email">The address; null if the row has none.</param>
public sealed record InvitationDraft(int Line, string Name, string StudentId, string? Email);

/// <summary>A mistake in a list of people to invite.</summary>
/// <param name="Line">The line; null if it concerns the whole list.</param>
/// <param name="Field">The field; null if it concerns the whole row.</param>
/// <param name="Message">The mistake and its remedy.</param>
public sealed record InvitationProblem(int? Line, string? Field, string Message);

/// <summary>A list that was read; nothing is stored.</summary>
/// <param name="Drafts">The correct rows.</param>
/// <param name="Problems">The mistakes, in the order of the list.</param>
public sealed record InvitationTable(IReadOnlyList<InvitationDraft> Drafts, IReadOnlyList<InvitationProblem> Problems)
{
    internal static InvitationTable Unreadable(string message, int? line = null) => new([], [new InvitationProblem(line, null, message)]);
}

/// <summary>The invitations of an exam.</summary>
/// <param name="ExamId">The exam.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Whether candidates can open it.</param>
/// <param name="Admission">Whom it admits.</param>
/// <param name="Proctoring">Whether it is proctored.</param>
/// <param name="Rows">The invitations by name.</param>
public sealed record InvitationList(
    int ExamId,
    string Slug,
    string Title,
    ExamStatus Status,
    ExamAdmission Admission,
    ProctoringOffer Proctoring,
    IReadOnlyList<InvitationRow> Rows
);

/// <summary>An invitation in the list.</summary>
public sealed record InvitationRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string StudentId { get; init; }

    public string? Email { get; init; }

    public DateTime? WithdrawnAt { get; init; }

    /// <summary>The state of the student's last session of the exam that started, or else of the last that was opened; null if there is
    /// none.</summary>
    public SessionStatus? Session { get; init; }

    public DateTime? SentAt { get; init; }

    public string? SendError { get; init; }

    /// <summary>Whether a message waits for its first or next attempt.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether it can be sent by email.</summary>
    public bool HasAddress => Email is not null && WithdrawnAt is null;

    /// <summary>Whether it can be sent and was not.</summary>
    public bool IsUnsent => HasAddress && SentAt is null && !Waits;
}
