using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>After how many days the server deletes data by itself, counted from the end of the session. Without a value it keeps the data.
/// A policy can have its own values.</summary>
public sealed class RetentionOptions
{
    /// <summary>The days after which pictures and strips of flags are deleted, 1–36,500; empty: never.</summary>
    [Range(1, 36_500)]
    public int? PictureDays { get; set; }

    /// <summary>The days after which stored audio is deleted, 1–36,500; empty: never.</summary>
    [Range(1, 36_500)]
    public int? AudioDays { get; set; }

    /// <summary>The days after which face embeddings, start photos and pictures of identity documents are deleted, 1–36,500; empty:
    /// never.</summary>
    [Range(1, 36_500)]
    public int? FaceDays { get; set; }

    /// <summary>The days after the enrolment and the student's last session after which an enrolled face is deleted, 1–36,500; empty:
    /// never.</summary>
    [Range(1, 36_500)]
    public int? EnrolmentDays { get; set; }

    /// <summary>The days after which the content of answers and uploads is deleted, 1–36,500; empty: never. Points and score
    /// stay.</summary>
    [Range(1, 36_500)]
    public int? AnswerDays { get; set; }

    /// <summary>The days after which whole sessions with their reports are deleted, 1–36,500; empty: never.</summary>
    [Range(1, 36_500)]
    public int? SessionDays { get; set; }

    /// <summary>The days after which sessions that never started are deleted, counted from their opening, 1–36,500; empty: never.</summary>
    [Range(1, 36_500)]
    public int? NotStartedDays { get; set; }

    /// <summary>The days after which invitations with name and address are deleted, 1–36,500; empty: never. They count from the invitation,
    /// the closing of the exam or the end of the session, whichever is last.</summary>
    [Range(1, 36_500)]
    public int? InvitationDays { get; set; }

    /// <summary>The days after which entries of the audit log are deleted, 1–36,500; empty: never.</summary>
    [Range(1, 36_500)]
    public int? AuditLogDays { get; set; }

    /// <summary>The hour of the day, UTC, from which the nightly run may start, 0–23.</summary>
    [Range(0, 23)]
    public int Hour { get; set; } = 2;
}
