using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>The request to open a session: either our own exam by its slug, or the name and size of another system's exam.</summary>
public sealed record SessionRequest : IValidatableObject
{
    /// <summary>The calling system's id of the student.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "student_id is required")]
    [StringLength(200, ErrorMessage = "student_id is longer than 200 characters")]
    public required string StudentId { get; init; }

    [StringLength(200, ErrorMessage = "name is longer than 200 characters")]
    public string? StudentName { get; init; }

    /// <summary>An exam in our database.</summary>
    public string? ExamSlug { get; init; }

    /// <summary>The code that the candidate entered; null for none.</summary>
    [StringLength(64, ErrorMessage = "access_code is longer than 64 characters")]
    public string? AccessCode { get; init; }

    /// <summary>Whether the page has verified an invitation of this student to this exam.</summary>
    public bool Invited { get; init; }

    /// <summary>The stored invitation of which the page has verified the link; null for none.</summary>
    public Guid? InvitationId { get; init; }

    /// <summary>The name of an exam whose questions are in another system.</summary>
    [StringLength(200, ErrorMessage = "exam_name is longer than 200 characters")]
    public string? ExamName { get; init; }

    /// <summary>The number of its questions, 1–1,000.</summary>
    [Range(1, 1000, ErrorMessage = "total_questions must be from 1 to 1000")]
    public int? TotalQuestions { get; init; }

    /// <summary>Its time in minutes, 1–600.</summary>
    [Range(1, 600, ErrorMessage = "minutes must be from 1 to 600")]
    public int? Minutes { get; init; }

    /// <summary>The language of the candidate's pages, as a tag of BCP 47; null if unknown.</summary>
    [StringLength(35, ErrorMessage = "language is longer than 35 characters")]
    public string? Language { get; init; }

    public required bool Proctored { get; init; }

    /// <summary>The policy; null for the exam's own.</summary>
    [StringLength(64, ErrorMessage = "policy is longer than 64 characters")]
    public string? Policy { get; init; }

    /// <summary>Whether the candidate has read the notice about monitoring and agreed.</summary>
    public bool Consented { get; init; }

    /// <summary>The text to which they agreed; null if another system asked them.</summary>
    public GivenConsent? Consent { get; init; }

    /// <summary>Whether the candidate agrees later in the page, because another system opened the session.</summary>
    public bool ConsentsLater { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (field, text) in new[] { ("student_id", StudentId), ("name", StudentName), ("exam_name", ExamName) })
        {
            if (text is not null && Exams.TextCharacters.Mistake(text) is { } mistake)
                yield return new ValidationResult($"{field} {mistake}", [field]);
        }

        if (ExamSlug is null && string.IsNullOrWhiteSpace(ExamName))
            yield return new ValidationResult("exam_name is required", [nameof(ExamName)]);
        if (ExamSlug is null && TotalQuestions is null)
            yield return new ValidationResult("total_questions is required", [nameof(TotalQuestions)]);
        if (Proctored && !Consented && !ConsentsLater)
            yield return new ValidationResult("consent is required for a proctored session", [nameof(Consented)]);
    }
}

/// <summary>A candidate's consent to monitoring.</summary>
/// <param name="Version">The version of the text; at most 64 characters.</param>
/// <param name="Language">The language in which it was shown.</param>
/// <param name="FaceComparison">Whether they also agreed that their face is compared.</param>
public sealed record GivenConsent(string Version, string Language, bool FaceComparison)
{
    /// <summary>The pictures with flags that the text named.</summary>
    public FlagEvidence Evidence { get; init; } = FlagEvidence.Still;

    /// <summary>The pictures of the screen that the text named.</summary>
    public ScreenCapture Screen { get; init; }

    /// <summary>Whether the text named the audio around speech flags.</summary>
    public bool Sound { get; init; }

    /// <summary>Whether the text named the phone as room camera.</summary>
    public bool RoomCamera { get; init; }
}

/// <summary>What the notice about monitoring says about a policy. A candidate must not agree to terms that they have not read.</summary>
/// <param name="KeepsSound">Whether the policy stores the audio around a speech flag.</param>
/// <param name="Evidence">The pictures that the policy stores with a flag.</param>
/// <param name="Screen">The pictures of the screen that the policy stores.</param>
/// <param name="Practice">Whether it is a rehearsal, which no staff sees.</param>
/// <param name="RoomCamera">Whether the policy uses a phone as room camera.</param>
/// <param name="TurnsHead">When the policy asks the candidate to turn the head.</param>
public readonly record struct ConsentTerms(
    bool KeepsSound,
    FlagEvidence Evidence,
    ScreenCapture Screen = default,
    bool Practice = false,
    RoomCameraUse RoomCamera = RoomCameraUse.Off,
    HeadChallengeTime TurnsHead = HeadChallengeTime.Off
);

/// <summary>The origin of a session that another system opened.</summary>
/// <param name="ApiKeyId">The key that opened it; null for a caller without a key.</param>
/// <param name="OwnerId">The system that the student belongs to.</param>
/// <param name="ReturnUrl">The address that the result page links to; null for none.</param>
/// <param name="ExpiresAt">When the right to the session expires, UTC.</param>
/// <param name="IsTest">Whether a test key opened it.</param>
public sealed record SessionOrigin(Guid? ApiKeyId, Guid OwnerId, string? ReturnUrl, DateTime ExpiresAt, bool IsTest = false)
{
    /// <summary>When the candidate can begin at the earliest, UTC; null for at once.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>When the candidate can open the exam at the latest, UTC; null for as long as the right lasts.</summary>
    public DateTime? NotAfter { get; init; }
}

/// <summary>A new session.</summary>
/// <param name="Access">The right to it.</param>
/// <param name="Number">The number by which another system names it; null for a session of our own pages.</param>
/// <param name="StudentNumber">The number by which the calling system may name the student.</param>
/// <param name="ExternalId">The calling system's id of the student.</param>
/// <param name="ExamName">The exam.</param>
/// <param name="TotalQuestions">The number of its questions.</param>
/// <param name="ExpiresAt">When the right to it expires, UTC; null for a session of our own pages.</param>
public sealed record OpenedSession(
    SessionAccess Access,
    int? Number,
    int StudentNumber,
    string ExternalId,
    string ExamName,
    int TotalQuestions,
    DateTime? ExpiresAt
);
