using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>A calling system's request to start an exam.</summary>
internal sealed record ExamStart
{
    public required StudentName Student { get; init; }

    /// <summary>The title or slug of one of our exams, or the name of the caller's own exam.</summary>
    public required string ExamName { get; init; }

    public required int TotalQuestions { get; init; }

    public string? Name { get; init; }

    public string? Policy { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>The exam's time limit; null for the exam's own limit, or, if it has none, the lifetime of the session token.</summary>
    public int? Minutes { get; init; }

    /// <summary>When the candidate can begin at the earliest, UTC; null for at once.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>When the candidate can open the exam at the latest, UTC; null for as long as the right lasts.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>Whether the questions are the caller's, even if one of our exams has the same name.</summary>
    public bool OwnQuestions { get; init; }

    /// <summary>Whether the exam must be one of ours.</summary>
    public bool RequiresOurs { get; init; }
}

/// <summary>Opens sessions for other systems. The candidate gives consent and a reference photo later, in the frame.</summary>
internal sealed class ExamStarts(
    IDbContextFactory<ProctoringDb> databases,
    SessionOpener register,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    /// <summary>The longest time between the call and the exam.</summary>
    static readonly TimeSpan Furthest = TimeSpan.FromDays(366);

    /// <summary>Opens a session. It is under way immediately or from <see cref="ExamStart.NotBefore"/> on, whether or not its frame is ever
    /// opened.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A field is missing or wrong; the message names
    /// it.</exception>
    /// <exception cref="CallRefusedException">A field is wrong, or there is no such student.</exception>
    public async Task<OpenedSession> OpenAsync(ApiCaller caller, ExamStart start, CancellationToken cancellation)
    {
        if (start.ReturnUrl is { } address && !IsWebAddress(address))
            throw CallRefusedException.Field("return_url", "must be an absolute http or https address of at most 2000 characters");
        var now = time.GetUtcNow().UtcDateTime;
        CheckSchedule(start, now);
        var opens = start.NotBefore > now ? start.NotBefore.Value : now;
        var lifetime = options.Value.Api.SessionLifetime;
        var ours = start.OwnQuestions ? null : await OursAsync(start.ExamName, cancellation).ConfigureAwait(false);
        if (ours?.Obstacle(opens) is { } obstacle)
            throw CallRefusedException.Field(
                "exam_name", $": the exam \"{ours.Slug}\" of this server {obstacle}. If the questions are yours, set mode to sidecar."
            );
        if (start.RequiresOurs && ours is null)
            throw CallRefusedException.Field(
                "exam_name", "is not the title or slug of an exam on this server; for questions of your own, leave mode out or set it to "
                    + "sidecar"
            );
        return await register
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = await ExternalIdAsync(caller, start.Student, cancellation).ConfigureAwait(false),
                    StudentName = start.Name,
                    ExamSlug = ours?.Slug,
                    ExamName = start.ExamName,
                    TotalQuestions = start.TotalQuestions,
                    // The host ends its own exam; we only stop the analysis when the right expires.
                    Minutes = start.Minutes ?? Math.Clamp((int)lifetime.TotalMinutes, 1, 600),
                    Policy = start.Policy,
                    Proctored = true,
                    ConsentsLater = true,
                },
                new SessionOrigin(
                    caller.KeyId,
                    caller.OwnerId,
                    start.ReturnUrl,
                    (start.NotAfter ?? opens) + LifetimeOf(ours?.Minutes ?? start.Minutes, lifetime),
                    caller.Limits.IsTest
                )
                {
                    NotBefore = start.NotBefore,
                    NotAfter = start.NotAfter,
                },
                cancellation
            )
            .ConfigureAwait(false);
    }

    static void CheckSchedule(ExamStart start, DateTime now)
    {
        if (start.NotAfter <= now)
            throw CallRefusedException.Field("not_after", "is in the past");
        if (start.NotBefore >= start.NotAfter)
            throw CallRefusedException.Field("not_after", "must be later than not_before");
        if (start.NotBefore - now > Furthest || start.NotAfter - now > Furthest)
            throw new CallRefusedException(CallRefusal.Invalid, "not_before and not_after must be within 366 days")
            {
                Fields = [new("not_before", "must be within 366 days"), new("not_after", "must be within 366 days")],
            };
    }

    /// <summary>A long exam keeps its right until it is over, even if it never runs in our frame.</summary>
    static TimeSpan LifetimeOf(int? minutes, TimeSpan lifetime) =>
        minutes is { } limit && TimeSpan.FromMinutes(limit) + ProctoringSession.RightAfterDeadline is var needed && needed > lifetime
            ? needed
            : lifetime;

    /// <summary>Our exam of this name; null if the questions are the caller's.</summary>
    async Task<OurExam?> OursAsync(string name, CancellationToken cancellation)
    {
        var wanted = name.Trim().ToLowerInvariant();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Named(database, name.Trim())
            .OrderByDescending(exam => exam.Slug == wanted)
            // Last year's exam may have the same title.
            .ThenByDescending(exam => exam.Status == ExamStatus.Open)
            .ThenByDescending(exam => exam.Id)
            .Select(exam => new OurExam(exam.Slug, exam.Minutes, exam.Status, exam.OpensAt, exam.ClosesAt))
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Our exams with this short name or title, in any case.</summary>
    internal static IQueryable<Exam> Named(ProctoringDb database, string name)
    {
        var wanted = name.ToLowerInvariant();
        if (LetterCases.PatternFor(database, name) is { } letters)
        {
            var pattern = $"^{letters}$";
            return database.Exams.Where(exam => exam.Slug == wanted || Regex.IsMatch(exam.Title, pattern));
        }

#pragma warning disable CA1304, CA1311, CA1862 // The database translates it to lower(…).
        // In some locales of PostgreSQL, such as Turkish, lower() turns I into another letter than i. An exact title counts there too.
        return database.Exams.Where(exam => exam.Slug == wanted || exam.Title == name || exam.Title.ToLower() == wanted);
#pragma warning restore CA1304, CA1311, CA1862
    }

    async Task<string> ExternalIdAsync(ApiCaller caller, StudentName student, CancellationToken cancellation)
    {
        if (student.ExternalId is { } id)
            return id;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var known = await database
            .Students.AsNoTracking()
            .OwnedBy(caller.OwnerId)
            .SingleOrDefaultAsync(row => row.Number == student.Number, cancellation)
            .ConfigureAwait(false);
        return known is { IsErased: false }
            ? known.ExternalId
            : throw CallRefusedException.Field(
                "student_id", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{student.Number} is not known; send the number that register-student returned, or your own id as a string"
                )
            );
    }

    static bool IsWebAddress(string address) =>
        address.Length <= 2000
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0;

    sealed record OurExam(string Slug, int Minutes, ExamStatus Status, DateTime? OpensAt, DateTime? ClosesAt)
    {
        /// <summary>Why no session can be opened at a time; null if one can.</summary>
        public string? Obstacle(DateTime at) =>
            Status == ExamStatus.Draft ? "is a draft; publish it first"
            : Status == ExamStatus.Archived ? "is archived"
            : OpensAt > at ? string.Create(CultureInfo.InvariantCulture, $"opens at {OpensAt:yyyy-MM-ddTHH:mm:ssZ}")
            : ClosesAt <= at ? string.Create(CultureInfo.InvariantCulture, $"closed at {ClosesAt:yyyy-MM-ddTHH:mm:ssZ}")
            : null;
    }
}
