using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Opens sessions, finds them for whoever holds their token, and starts their clock.</summary>
internal sealed class SessionOpener(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, LiveSessions live, TimeProvider time)
{
    /// <summary>Opens a session; the clock does not run yet.</summary>
    /// <exception cref="ValidationException">A field is missing or wrong; the message names it.</exception>
    public async Task<SessionAccess> OpenAsync(SessionRequest request, CancellationToken cancellation) =>
        (await OpenAsync(request, null, cancellation).ConfigureAwait(false)).Access;

    /// <summary>Opens a session; one that another system opened has a number and an end of its right.</summary>
    /// <exception cref="ValidationException">A field is missing or wrong; the message names it.</exception>
    public async Task<OpenedSession> OpenAsync(SessionRequest request, SessionOrigin? origin, CancellationToken cancellation)
    {
        Validator.ValidateObject(request, new ValidationContext(request), validateAllProperties: true);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exam = request.ExamSlug is null
            ? null
            : await database.Exams.Where(candidate => candidate.Slug == request.ExamSlug)
                .Select(found => new { found.Id, found.Title, found.Minutes, found.Policy, Questions = found.Questions.Count })
                .SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
                ?? throw new ValidationException($"exam_slug: there is no exam \"{request.ExamSlug}\"");

        var policy = request.Policy ?? exam?.Policy ?? ExamPolicy.Standard;
        var known = rules.FindPolicy(policy) ?? throw new ValidationException($"policy: {rules.NoSuchPolicy(policy)}");
        var now = time.GetUtcNow().UtcDateTime;
        var access = SessionAccess.Create(now);
        var student = await StudentAsync(database, request, now, cancellation).ConfigureAwait(false);
        var session = new ProctoringSession
        {
            Id = access.SessionId,
            TokenHash = access.TokenHash,
            StudentId = student.Id,
            ExamId = exam?.Id,
            ExamName = exam?.Title ?? request.ExamName!.Trim(),
            TotalQuestions = exam?.Questions ?? request.TotalQuestions!.Value,
            Minutes = exam?.Minutes ?? request.Minutes ?? 60,
            Proctored = request.Proctored,
            Policy = known.Name,
            ConsentedAt = request is { Proctored: true, Consented: true } ? now : null,
            Status = SessionStatus.Preparing,
            CreatedAt = now,
            ApiKeyId = origin?.ApiKeyId,
            ReturnUrl = origin?.ReturnUrl,
            ExpiresAt = origin?.ExpiresAt,
        };
        var number = origin is null ? null : new SessionNumber { SessionId = session.Id };
        database.Add(session);
        if (number is not null)
            database.Add(number);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return new OpenedSession(access, number?.Number, student.Id, student.ExternalId, session.ExamName, session.TotalQuestions, session.ExpiresAt);
    }

    /// <summary>Puts on record that the candidate has read what is watched and agreed; once, before the start.</summary>
    /// <returns>False where there is no such session, or it has started.</returns>
    public async Task<bool> ConsentAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access)
            .Where(session => session.Proctored && session.Status == SessionStatus.Preparing)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.ConsentedAt, session => session.ConsentedAt ?? now), cancellation).ConfigureAwait(false) == 1;
    }

    /// <summary>The session; null where there is none of this id and token.</summary>
    public async Task<SessionView?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database.Sessions.HeldBy(access).Select(session => new
        {
            session.Policy,
            View = new SessionView
            {
                Id = session.Id,
                ExamName = session.ExamName,
                ExamSlug = session.Exam == null ? null : session.Exam.Slug,
                ExamLanguage = session.Exam == null ? "" : session.Exam.Language ?? "",
                TotalQuestions = session.TotalQuestions,
                Minutes = session.Minutes,
                Proctored = session.Proctored,
                Status = session.Status,
                Consented = !session.Proctored || session.ConsentedAt != null,
                HasReference = session.ReferenceFace != null,
                StartedAt = session.StartedAt,
                EndsAt = session.EndsAt,
                Number = database.SessionNumbers.Where(number => number.SessionId == session.Id).Select(number => (int?)number.Number).FirstOrDefault(),
                ReturnUrl = session.ReturnUrl,
            },
        }).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return found is null ? null : found.View with { KeepsSound = found.View.Proctored && rules.KeepsSound(found.Policy, []) };
    }

    /// <summary>Whether a proctored session that is opened now would keep the seconds of sound around a flag.</summary>
    /// <param name="examSlug">The exam; null for one whose questions live elsewhere.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<bool> WouldKeepSoundAsync(string? examSlug, CancellationToken cancellation)
    {
        if (examSlug is null)
            return rules.KeepsSound(ExamPolicy.Standard, []);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var policy = await database.Exams.Where(exam => exam.Slug == examSlug).Select(exam => exam.Policy).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return policy is not null && rules.KeepsSound(policy, []);
    }

    /// <summary>
    /// Starts the clock, and the watching of a proctored session. A session that runs already goes on as it is; a proctored one
    /// without a reference face or without the candidate's consent does not start.
    /// </summary>
    /// <returns>The session as it stands now; null where there is none of this id and token.</returns>
    public async Task<SessionView?> StartAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var minutes = await database.Sessions.HeldBy(access).Select(session => (int?)session.Minutes)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (minutes is null)
            return null;

        var accommodations = await AccommodationStore.SnapshotAsync(database, access, cancellation).ConfigureAwait(false);
        var ends = now.AddMinutes(minutes.Value);
        var started = await database.Sessions.HeldBy(access)
            .Where(session => session.Status == SessionStatus.Preparing && (!session.Proctored || (session.ReferenceFace != null && session.ConsentedAt != null)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(session => session.Status, SessionStatus.Running)
                .SetProperty(session => session.Accommodations, accommodations)
                .SetProperty(session => session.StartedAt, now)
                .SetProperty(session => session.LastWatchedAt, now)
                .SetProperty(session => session.EndsAt, ends), cancellation).ConfigureAwait(false);
        // A page that goes away now must not leave a session that runs and is not watched.
        if (started == 1)
            await live.OpenAsync(access.SessionId, CancellationToken.None).ConfigureAwait(false);
        return await FindAsync(access, cancellation).ConfigureAwait(false);
    }

    /// <summary>The questions of a running session; empty before the start and where they live elsewhere.</summary>
    public async Task<IReadOnlyList<QuestionView>> QuestionsAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access)
            .Where(session => session.Status == SessionStatus.Running)
            .SelectMany(session => session.Exam!.Questions)
            .OrderBy(question => question.Number)
            .Select(question => new QuestionView(question.Id, question.Number, question.Text, question.Choices))
            .ToListAsync(cancellation).ConfigureAwait(false);
    }

    static async Task<Student> StudentAsync(ProctoringDb database, SessionRequest request, DateTime now, CancellationToken cancellation)
    {
        var externalId = request.StudentId.Trim();
        var student = await database.Students.SingleOrDefaultAsync(known => known.ExternalId == externalId, cancellation).ConfigureAwait(false);
        if (student is null)
        {
            database.Add(student = new Student { ExternalId = externalId, CreatedAt = now });
            try
            {
                await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            }
            catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
            {
                // Somebody opened their first session at the same moment.
                database.ChangeTracker.Clear();
                student = await database.Students.SingleAsync(known => known.ExternalId == externalId, cancellation).ConfigureAwait(false);
            }
        }

        // An enrolled person's name is not changed by whoever types their id.
        if (!string.IsNullOrWhiteSpace(request.StudentName) && student.EnrolledFace is null)
            student.Name = request.StudentName.Trim();
        student.Language = request.Language ?? student.Language;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return student;
    }
}
