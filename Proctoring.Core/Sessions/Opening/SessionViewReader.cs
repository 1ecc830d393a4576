using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Reads what the holder of a session's token may see of it, and the terms of a session that opens now.</summary>
internal sealed class SessionViewReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, StoredPolicies policies)
{
    /// <summary>Returns the session; null if there is none with this id and token.</summary>
    public async Task<SessionView?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await Rows(database, database.Sessions.HeldBy(access)).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return found is null ? null : await CompleteAsync(database, access, found, cancellation).ConfigureAwait(false);
    }

    static IQueryable<StoredView> Rows(ProctoringDb database, IQueryable<ProctoringSession> sessions) =>
        sessions.Select(session => new StoredView
        {
            Policy = session.Policy,
            Accommodations = session.Accommodations,
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
        });

    /// <summary>Adds what the policy and the candidate's agreement make of the stored facts.</summary>
    async Task<SessionView> CompleteAsync(ProctoringDb database, SessionAccess access, StoredView found, CancellationToken cancellation)
    {
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

    /// <summary>The stored facts about a session, before its policy completes them.</summary>
    sealed record StoredView
    {
        public required string Policy { get; init; }

        public required string? Accommodations { get; init; }

        public required bool CanPause { get; init; }

        /// <summary>The agreement; null if the candidate has not agreed, or agreed before agreements were stored.</summary>
        public required SessionConsent? Agreed { get; init; }

        /// <summary>The seconds of the breaks so far.</summary>
        public required double UsedBreaks { get; init; }

        /// <summary>The pause that stops the clock now; null while it runs.</summary>
        public required TimeChange? Pause { get; init; }

        public required SessionView View { get; init; }
    }
}
