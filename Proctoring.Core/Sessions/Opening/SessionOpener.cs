using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Takes a session from its opening to its start, and gives the holder of its token what a page of the exam shows.</summary>
internal sealed class SessionOpener(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies policies,
    SessionViewReader views,
    SessionStart start,
    IRunningSessions running,
    TimeProvider time
)
{
    /// <summary>Opens a session; the timer does not run yet.</summary>
    /// <exception cref="ValidationException">A field is missing or wrong; the message names it.</exception>
    public async Task<SessionAccess> OpenAsync(SessionRequest request, CancellationToken cancellation) =>
        (await OpenAsync(request, null, cancellation).ConfigureAwait(false)).Access;

    /// <summary>Opens a session. A session of another system has a number and an expiry of its right.</summary>
    /// <exception cref="ValidationException">A field is missing or wrong; the message names it.</exception>
    public async Task<OpenedSession> OpenAsync(SessionRequest request, SessionOrigin? origin, CancellationToken cancellation)
    {
        Validator.ValidateObject(request, new ValidationContext(request), validateAllProperties: true);
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exam = request.ExamSlug is null ? null : await ExamAsync(database, request, origin, now, cancellation).ConfigureAwait(false);
        var questions = exam is null ? [] : await database.QuestionsAsync(exam.Id, exam.Version, cancellation).ConfigureAwait(false);
        var paper = exam is null ? null : SessionPaper.Draw(questions, exam.DrawsByPool(), exam.ShuffleQuestions);

        var policy = request.Policy ?? exam?.Policy ?? ExamPolicy.Standard;
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        // A policy that was archived after the exam chose it still applies: its candidates must not be locked out.
        var known =
            rules.FindOffered(policy)
            ?? (request.Policy is null ? rules.FindPolicy(policy) : null)
            ?? throw new ValidationException($"policy: {rules.NoSuchPolicy(policy)}");
        var access = SessionAccess.Create(now);
        var student = await StudentAsync(database, request, origin?.OwnerId ?? Student.OwnPages, now, cancellation).ConfigureAwait(false);
        var session = new ProctoringSession
        {
            Id = access.SessionId,
            TokenHash = access.TokenHash,
            StudentId = student.Id,
            ExamId = exam?.Id,
            ExamVersion = exam?.Version ?? 1,
            Paper = paper?.Write(questions),
            ExamName = exam?.Title ?? request.ExamName!.Trim(),
            TotalQuestions = paper?.Questions.Count ?? request.TotalQuestions!.Value,
            Minutes = exam?.Minutes ?? request.Minutes ?? 60,
            Proctored = request.Proctored,
            Policy = known.Reference,
            Practice = known.Practice,
            ConsentedAt = request is { Proctored: true, Consented: true } ? now : null,
            Status = SessionStatus.Preparing,
            CreatedAt = now,
            ApiKeyId = origin?.ApiKeyId,
            IsTest = origin is { IsTest: true },
            ReturnUrl = origin?.ReturnUrl,
            ExpiresAt = origin?.ExpiresAt,
            NotBefore = origin?.NotBefore,
            NotAfter = origin?.NotAfter,
        };
        var number = origin is null ? null : new SessionNumber { SessionId = session.Id };
        database.Add(session);
        if (request is { Proctored: true, Consented: true, Consent: { } consent })
            database.Add(RowOf(session.Id, consent, now));
        if (number is not null)
            database.Add(number);
        await database.SaveAboutAsync(student, cancellation).ConfigureAwait(false);
        return new OpenedSession(
            access,
            number?.Number,
            student.Number,
            student.ExternalId,
            session.ExamName,
            session.TotalQuestions,
            session.ExpiresAt
        );
    }

    /// <summary>Returns the exam if it is open for this request; otherwise throws the reason.</summary>
    static async Task<Exam> ExamAsync(
        ProctoringDb database,
        SessionRequest request,
        SessionOrigin? origin,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var open = database
            .Exams.AsNoTracking()
            .OpenAt(origin?.NotBefore > now ? origin.NotBefore.Value : now)
            .Where(exam => exam.Slug == request.ExamSlug);
        var admitting = open.Admitting(database, request, fromSystem: origin is not null);
        var offered = admitting.OfferedAs(request.Proctored);
        var found = await offered
            .WithAttemptsFor(database, origin?.OwnerId ?? Student.OwnPages, request.StudentId.Trim())
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (found is not null)
            return found;
        if (await open.SingleOrDefaultAsync(cancellation).ConfigureAwait(false) is not { } exam)
            throw new ValidationException($"exam_slug: there is no exam \"{request.ExamSlug}\"");
        if (!await admitting.AnyAsync(cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(
                exam.Admission == ExamAdmission.Code ? SessionRefusal.Code
                : request.InvitationId is null ? SessionRefusal.Invitation
                : SessionRefusal.Withdrawn
            );
        throw new SessionRefusedException(
            await offered.AnyAsync(cancellation).ConfigureAwait(false) ? SessionRefusal.Attempts : SessionRefusal.Proctoring
        );
    }

    /// <summary>Records that the candidate has read the notice about monitoring and agreed; once, before the start.</summary>
    /// <returns>False if there is no such session, or it has started.</returns>
    public async Task<bool> ConsentAsync(SessionAccess access, GivenConsent? consent, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.HeldBy(access)
            .SingleOrDefaultAsync(row => row.Proctored && row.Status == SessionStatus.Preparing, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return false;
        session.ConsentedAt ??= now;
        if (
            consent is not null
            && !await database.Consents.AnyAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false)
        )
            database.Add(RowOf(session.Id, consent, now));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    static SessionConsent RowOf(Guid session, GivenConsent consent, DateTime at) =>
        new()
        {
            SessionId = session,
            Version = consent.Version,
            Language = consent.Language,
            FaceComparison = consent.FaceComparison,
            Evidence = consent.Evidence,
            ScreenSeconds = consent.Screen.Seconds,
            Sound = consent.Sound,
            RoomCamera = consent.RoomCamera,
            GivenAt = at,
        };

    /// <summary>Returns the session; null if there is none with this id and token.</summary>
    public Task<SessionView?> FindAsync(SessionAccess access, CancellationToken cancellation) => views.FindAsync(access, cancellation);

    /// <summary>Returns the terms of a proctored session that opens now.</summary>
    /// <param name="examSlug">The exam; null for an exam whose questions are in another system.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<ConsentTerms> TermsAsync(string? examSlug, CancellationToken cancellation) => views.TermsAsync(examSlug, cancellation);

    /// <summary>Starts the timer, and the monitoring of a proctored session. A running session does not change; a proctored one without the
    /// candidate's consent, or without a reference face or a check by a person as the policy asks for it, does not start.</summary>
    /// <returns>The session in its new state; null if there is none with this id and token.</returns>
    /// <exception cref="SessionRefusedException">The exam is closed, the invitation was withdrawn, or the student has used the
    /// last attempt in another session.</exception>
    public async Task<SessionView?> StartAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await start.TryAsync(database, access, now, cancellation).ConfigureAwait(false) is not { } started)
            return null;
        // A page that closes now must not leave a session that runs unmonitored.
        if (started)
            await running.OpenAsync(access.SessionId).ConfigureAwait(false);
        return await views.FindAsync(access, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the questions of a running session; empty before the start and if they are in another system.</summary>
    public async Task<IReadOnlyList<QuestionView>> QuestionsAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .HeldBy(access)
            .SingleOrDefaultAsync(row => row.Status == SessionStatus.Running, cancellation)
            .ConfigureAwait(false);
        var paper = session is null ? [] : await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        return [.. paper.Select((one, index) => QuestionView.Of(one.Question, index + 1, one.Order))];
    }

    /// <summary>The extensions of the session's deadline, oldest first.</summary>
    public async Task<IReadOnlyList<ReportedTimeChange>> TimeChangesAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access).AnyAsync(cancellation).ConfigureAwait(false)
            ? await database.TimeChangesAsync(access.SessionId, cancellation).ConfigureAwait(false)
            : [];
    }

    static async Task<Student> StudentAsync(
        ProctoringDb database,
        SessionRequest request,
        Guid owner,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var student = await database.FindOrAddStudentAsync(owner, request.StudentId.Trim(), now, cancellation).ConfigureAwait(false);
        // An enrolled student's name does not change, whatever a later caller sends.
        if (!string.IsNullOrWhiteSpace(request.StudentName) && student.EnrolledFace is null)
            student.Name = request.StudentName.Trim();
        student.Language = request.Language ?? student.Language;
        return student;
    }
}
