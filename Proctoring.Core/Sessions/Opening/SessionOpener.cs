using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Opens sessions, finds them for the holder of their token, and starts their timer.</summary>
internal sealed class SessionOpener(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies policies,
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
    public async Task<SessionView?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Sessions.HeldBy(access)
            .Select(session => new
            {
                session.Policy,
                session.Accommodations,
                CanPause = session.Proctored && session.ExamId != null,
                Agreed = database.Consents.FirstOrDefault(consent => consent.SessionId == session.Id),
                UsedBreaks = database.Breaks().Where(change => change.SessionId == session.Id).Sum(change => change.Seconds),
                Pause = database.OpenPauses().FirstOrDefault(change => change.SessionId == session.Id),
                View = new SessionView
                {
                    Id = session.Id,
                    ExamName = session.ExamName,
                    ExamSlug = session.Exam == null ? null : session.Exam.Slug,
                    ExamLanguage = session.Exam == null ? "" : session.Exam.Language ?? "",
                    Offer = session.Exam == null ? ProctoringOffer.Offered : session.Exam.Proctoring,
                    ByInvitation = session.Exam != null && session.Exam.Admission == ExamAdmission.Invitation,
                    Rules =
                        session.Exam == null
                            ? null
                            : new ExamRules(
                                session.Exam.AllowsPaper,
                                session.Exam.AllowsCalculator,
                                session.Exam.AllowsHeadphones,
                                session.Exam.Rules ?? ""
                            ),
                    TotalQuestions = session.TotalQuestions,
                    Minutes = session.Minutes,
                    Proctored = session.Proctored,
                    Status = session.Status,
                    Consented = !session.Proctored || session.ConsentedAt != null,
                    HasReference = session.ReferenceFace != null,
                    Practice = session.Practice,
                    ComparesFace = !session.Practice && !database.Consents.Any(row => row.SessionId == session.Id && !row.FaceComparison),
                    HasPhoto = session.ReferencePicture != null,
                    RoomCameraJoined = database.RoomCameraLinks.Any(link => link.SessionId == session.Id && link.JoinedAt != null),
                    Identity = database
                        .ManualIdentityChecks.Where(check => check.SessionId == session.Id)
                        .Select(check => new IdentityView(check.Reason, check.DocumentPicture != null, check.Confirmed))
                        .FirstOrDefault(),
                    StartedAt = session.StartedAt,
                    EndsAt = session.EndsAt,
                    Number = database
                        .SessionNumbers.Where(number => number.SessionId == session.Id)
                        .Select(number => (int?)number.Number)
                        .FirstOrDefault(),
                    ReturnUrl = session.ReturnUrl,
                    NotBefore = session.NotBefore,
                    NotAfter = session.NotAfter,
                },
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (found is null)
            return null;
        await policies.KnowAsync(found.Policy, cancellation).ConfigureAwait(false);
        var policy = rules.FindOfSession(found.Policy);
        var arrangements = ExamArrangements.Of(RuleOverride.FromJson(found.Accommodations));
        return found.View with
        {
            RulesOff =
            [
                .. rules
                    .RulesOf(found.Policy, RuleOverride.FromJson(found.Accommodations))
                    .Where(rule => !rule.Enabled)
                    .Select(rule => rule.Kind.Id),
            ],
            Terms = found.View.Proctored ? TermsOf(found.Policy) : default,
            Screen = found.View.Proctored
                ? rules.ScreenOf(found.Policy, new ScreenCapture(found.Agreed?.ScreenSeconds))
                : ScreenCapture.Off,
            RoomCamera = found.View.Proctored ? rules.RoomCameraOf(found.Policy, found.Agreed?.RoomCamera) : RoomCameraUse.Off,
            AsksToTurnHead =
                policy is { HeadChallenge: not HeadChallengeTime.Off }
                && await AsksToTurnHeadAsync(database, access, found.Policy, cancellation).ConfigureAwait(false),
            NeedsDocument = policy is { IdentityDocument: true },
            Arrangements = arrangements,
            BreakLeft =
                found.CanPause && policy is not null
                    ? policy.BreakTime + arrangements.BreakTime - TimeSpan.FromSeconds(found.UsedBreaks)
                    : TimeSpan.Zero,
            Pause = found is { Pause: { } pause, View.EndsAt: { } endsAt }
                ? new PauseView(
                    pause.Kind == TimeChangeKind.Break,
                    pause.ChangedAt,
                    pause.ChangedAt.AddSeconds(pause.Seconds),
                    endsAt,
                    pause.Reason
                )
                : null,
            WaitsForIdentity = policy is { WaitForIdentity: true },
        };
    }

    /// <summary>Whether a session that has not started asks its candidate to turn the head, and has no result that settles it.</summary>
    async Task<bool> AsksToTurnHeadAsync(ProctoringDb database, SessionAccess access, string policy, CancellationToken cancellation)
    {
        var open = await database
            .Sessions.HeldBy(access)
            .AnyAsync(
                row =>
                    row.Proctored
                    && row.Status == SessionStatus.Preparing
                    && !database.HeadChallenges.Any(challenge =>
                        challenge.SessionId == row.Id
                        && (challenge.Result == ChallengeResult.Passed || challenge.Reason == ChallengeReason.Declined)
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        return open
            && HeadChallenges.Asks(
                rules,
                policy,
                RuleOverride.FromJson(await AccommodationStore.SnapshotAsync(database, access, cancellation).ConfigureAwait(false))
            );
    }

    /// <summary>Returns the terms of a proctored session that opens now.</summary>
    /// <param name="examSlug">The exam; null for an exam whose questions are in another system.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<ConsentTerms> TermsAsync(string? examSlug, CancellationToken cancellation)
    {
        if (examSlug is null)
            return TermsOf(ExamPolicy.Standard);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var policy = await database
            .Exams.Where(exam => exam.Slug == examSlug)
            .Select(exam => exam.Policy)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        // The candidate reads the terms of the version that the session will have.
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        return policy is null ? default : TermsOf(rules.FindPolicy(policy)?.Reference ?? policy);
    }

    /// <summary>The terms of a session.</summary>
    /// <param name="reference">The policy as the session stores it.</param>
    ConsentTerms TermsOf(string reference) =>
        new(
            rules.KeepsSound(reference, []),
            rules.EvidenceOf(reference),
            rules.FindOfSession(reference)?.Screen ?? ScreenCapture.Off,
            rules.FindOfSession(reference) is { Practice: true },
            rules.FindOfSession(reference)?.RoomCamera ?? RoomCameraUse.Off,
            HeadChallenges.Asks(rules, reference, []) ? rules.FindOfSession(reference)!.HeadChallenge : HeadChallengeTime.Off
        );

    /// <summary>Starts the timer, and the monitoring of a proctored session. A running session does not change; a proctored one without the
    /// candidate's consent, or without a reference face or a check by a person as the policy asks for it, does not start.</summary>
    /// <returns>The session in its new state; null if there is none with this id and token.</returns>
    /// <exception cref="SessionRefusedException">The exam is closed, the invitation was withdrawn, or the student has used the
    /// last attempt in another session.</exception>
    public async Task<SessionView?> StartAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await TryStartAsync(database, access, now, cancellation).ConfigureAwait(false) is not { } started)
            return null;
        // A page that closes now must not leave a session that runs unmonitored.
        if (started)
            await running.OpenAsync(access.SessionId).ConfigureAwait(false);
        return await FindAsync(access, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts the timer if the session is ready for it; null if there is no such session.</summary>
    async Task<bool?> TryStartAsync(ProctoringDb database, SessionAccess access, DateTime now, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await StartConditions.LockAttemptsAsync(database, access, cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        if (await database.Sessions.HeldBy(access).SingleOrDefaultAsync(cancellation).ConfigureAwait(false) is not { } session)
            return null;
        if (
            session.Status != SessionStatus.Preparing
            || !session.CanBeginAt(now)
            || (
                session.Proctored
                && (session.ConsentedAt is null || !await IsIdentifiedAsync(database, session, cancellation).ConfigureAwait(false))
            )
        )
            return false;
        if (!await StartConditions.IsOpenAsync(database, session, now, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Closed);
        if (await StartConditions.IsWithdrawnAsync(database, session, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Withdrawn);
        if (!await StartConditions.HasAttemptAsync(database, session, cancellation).ConfigureAwait(false))
            throw new SessionRefusedException(SessionRefusal.Attempts);
        session.Accommodations = await AccommodationStore.SnapshotAsync(database, access, cancellation).ConfigureAwait(false);
        await RecordSkippedTurnAsync(database, session, now, cancellation).ConfigureAwait(false);
        session.Status = SessionStatus.Running;
        (session.StartedAt, session.LastWatchedAt) = (now, now);
        session.EndAt(
            now
                + ExamArrangements
                    .Of(RuleOverride.FromJson(session.Accommodations))
                    .LimitOf(session.Minutes, SessionPauses.CanPause(session))
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Records that the candidate was to turn the head and made no attempt, so that its absence is not silent. A check by a person
    /// replaces it.</summary>
    async Task RecordSkippedTurnAsync(ProctoringDb database, ProctoringSession session, DateTime now, CancellationToken cancellation)
    {
        if (!session.Proctored)
            return;
        await policies.KnowAsync(session.Policy, cancellation).ConfigureAwait(false);
        if (
            !HeadChallenges.Asks(rules, session.Policy, RuleOverride.FromJson(session.Accommodations))
            || await database.HeadChallenges.AnyAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false)
            || await database.ManualIdentityChecks.AnyAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false)
        )
            return;
        database.Add(
            new HeadChallenge
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                SessionId = session.Id,
                Turns = "",
                AskedAt = now,
                EndedAt = now,
                Result = ChallengeResult.NotJudged,
                Reason = ChallengeReason.Skipped,
            }
        );
    }

    async Task<bool> IsIdentifiedAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (session.Practice)
            return true;
        var check = await database
            .ManualIdentityChecks.AsNoTracking()
            .SingleOrDefaultAsync(row => row.SessionId == session.Id, cancellation)
            .ConfigureAwait(false);
        if (check is null)
            return session.ReferenceFace is not null;
        await policies.KnowAsync(session.Policy, cancellation).ConfigureAwait(false);
        var policy = rules.FindOfSession(session.Policy);
        return session.ReferencePicture is not null
            && (policy is not { IdentityDocument: true } || check.DocumentPicture is not null)
            && (policy is not { WaitForIdentity: true } || check.Confirmed == true);
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
