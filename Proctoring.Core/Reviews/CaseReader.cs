using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads one session for the review page.</summary>
internal sealed class CaseReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>Reads the session; null if the viewer cannot see one with this id.</summary>
    public async Task<SessionCase?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .ReadBy(database, viewer)
            .Include(row => row.Violations)
                .ThenInclude(row => row.Evidence)
            .AsSplitQuery()
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var row = (await SessionList.RowsAsync(database, [sessionId], cancellation).ConfigureAwait(false)).Single();
        var second = rules.AsksForTwo(session.Policy);
        var verdicts = await database
            .SessionVerdicts.AsNoTracking()
            .Standing()
            .Where(verdict => verdict.SessionId == sessionId)
            .OrderBy(verdict => verdict.DecidedAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var blind = rules.HidesColleagues(session, viewer, [.. verdicts.Select(verdict => verdict.ReviewerId)]);
        bool Shows(Guid author) => !blind || author == viewer.UserId;
        var names = await StaffNames.ReadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        var changes = await database.TimeChangesAsync(sessionId, cancellation).ConfigureAwait(false);
        var (screen, room) = await PicturesAsync(database, session, cancellation).ConfigureAwait(false);
        return new SessionCase
        {
            Screen = screen,
            Room = room,
            // The chain grows with every change, so a page notices a change by its length.
            Version = await database
                .ChainHeads.Where(head => head.ChainId == sessionId)
                .Select(head => head.Sequence)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false),
            Blind = blind,
            Answers = await AnswersAsync(database, session, ReportedPause.Of(changes), cancellation).ConfigureAwait(false),
            Session = row,
            Policy = session.Policy,
            SecondReviewer = second,
            StartedAt = session.StartedAt,
            EndReason = session.EndReason,
            FramesRead = session.FramesRead,
            FramesRefused = session.FramesRefused,
            Accommodations = RuleOverride.FromJson(session.Accommodations),
            Identity = await database
                .ManualIdentityChecks.Where(check => check.SessionId == sessionId)
                .Select(check => new PersonCheck(check.Confirmed))
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false),
            PhotoApprovals = (
                await database
                    .PhotoApprovalsOf(database.Sessions.Where(row => row.Id == sessionId))
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false)
            ).ConvertAll(row => row.Approval),
            HeadTurns = await database
                .HeadChallenges.Where(challenge => challenge.SessionId == sessionId)
                .OrderBy(challenge => challenge.AskedAt)
                .Select(challenge => new ReportedHeadTurn(challenge.Turns, challenge.AskedAt, challenge.Result, challenge.Reason))
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            HasStartPhoto = session.ReferencePicture is not null,
            EnrolmentSimilarity = session.EnrolmentSimilarity,
            Risk = await RiskAsync(database, session, cancellation).ConfigureAwait(false),
            Flags = await database.FlagsAsync(session, second, names, Shows, cancellation).ConfigureAwait(false),
            Notes = (
                await database
                    .ReviewNotes.AsNoTracking()
                    .Where(note => note.SessionId == sessionId)
                    .OrderBy(note => note.WrittenAt)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false)
            )
                // A note from the exam itself is part of the record, not a colleague's review.
                .FindAll(note => Shows(note.AuthorId) || note.WrittenAt < session.FinishedAt)
                .ConvertAll(note => new CaseNote(note.ViolationId, names.Of(note.AuthorId), note.Text, note.WrittenAt)),
            TimeChanges = changes,
            LateAnswers = await database
                .Answers.Where(answer => answer.SessionId == sessionId && answer.ReceivedAt != null)
                .Select(answer => answer.ReceivedAt!.Value)
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Messages = await database.MessagesAsync(sessionId, StaffNames.Former, cancellation).ConfigureAwait(false),
            Verdicts = verdicts
                .FindAll(verdict => Shows(verdict.ReviewerId))
                .ConvertAll(verdict => new CaseVerdict(
                    verdict.ReviewerId,
                    names.Of(verdict.ReviewerId),
                    verdict.Verdict,
                    verdict.Reason,
                    verdict.DecidedAt
                )),
        };
    }

    /// <summary>Records who opened the session, and when a reviewer first did.</summary>
    public async Task OpenedAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.ReadBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return;
        database.Audit(viewer, "session_viewed", "the session", now, sessionId);
        if (
            await database
                .Sessions.ReviewedBy(database, viewer)
                .SingleOrDefaultAsync(row => row.Id == sessionId && row.ReviewOpenedAt == null && row.FinishedAt != null, cancellation)
                .ConfigureAwait(false) is
            { } session
        )
            session.ReviewOpenedAt = now;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns whether a session has changed since it was read; true also if the viewer can no longer read it.</summary>
    public async Task<bool> HasChangedAsync(StaffViewer viewer, SessionCase read, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var version = await database
            .Sessions.ReadBy(database, viewer)
            .Where(session => session.Id == read.Session.Id)
            .Join(database.ChainHeads, session => session.Id, head => head.ChainId, (_, head) => (int?)head.Sequence)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return version != read.Version;
    }

    /// <summary>The pictures of the screen, and those of the room camera; null for those that the session did not ask for.</summary>
    internal async Task<(CaseScreen? Screen, CaseScreen? Room)> PicturesAsync(
        ProctoringDb database,
        ProctoringSession session,
        CancellationToken cancellation
    )
    {
        var agreed = await database
            .Consents.AsNoTracking()
            .SingleOrDefaultAsync(consent => consent.SessionId == session.Id, cancellation)
            .ConfigureAwait(false);
        var screen = rules.ScreenOf(session.Policy, new ScreenCapture(agreed?.ScreenSeconds)).IsOn;
        var use = rules.RoomCameraOf(session.Policy, agreed?.RoomCamera);
        var room = await database.UsesRoomCameraAsync(session.Id, use, cancellation).ConfigureAwait(false);
        return (
            await PicturesAsync(database, session.Id, PictureSource.Screen, screen, cancellation).ConfigureAwait(false),
            await PicturesAsync(database, session.Id, PictureSource.Room, room, cancellation).ConfigureAwait(false)
        );
    }

    static async Task<CaseScreen?> PicturesAsync(
        ProctoringDb database,
        Guid session,
        PictureSource source,
        bool asked,
        CancellationToken cancellation
    )
    {
        var pictures = await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => picture.SessionId == session && picture.Source == source)
            .OrderBy(picture => picture.TakenAt)
            .Select(picture => new CaseScreenPicture(picture.Id, picture.TakenAt))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (pictures.Count == 0 && !asked)
            return null;
        var data = source == PictureSource.Room ? DeletedData.Room : DeletedData.Screen;
        var deletions = await database
            .DataDeletions.Where(deletion => deletion.SessionId == session && deletion.Data == data)
            .Select(deletion => new CaseDeletion(deletion.DeletedAt, deletion.Cause))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new CaseScreen(pictures, deletions.MaxBy(deletion => deletion.At));
    }

    static async Task<IReadOnlyList<CaseAnswer>> AnswersAsync(
        ProctoringDb database,
        ProctoringSession session,
        IReadOnlyList<ReportedPause> pauses,
        CancellationToken cancellation
    )
    {
        var paper = await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        var places = paper.Index().ToDictionary(one => one.Item.Question.Id, one => (one.Item.Question, Number: one.Index + 1));
        var answers = await database
            .Answers.AsNoTracking()
            .Where(answer => answer.SessionId == session.Id)
            .OrderBy(answer => answer.AnsweredAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var before = session.StartedAt ?? session.CreatedAt;
        List<CaseAnswer> timed = [];
        foreach (var answer in answers.Where(answer => places.ContainsKey(answer.QuestionId)))
        {
            var (question, number) = places[answer.QuestionId];
            timed.Add(
                CaseAnswer.Of(question, number, answer, answer.AnsweredAt - before) with
                {
                    InPause = pauses.Any(pause => pause.Contains(answer.AnsweredAt)),
                }
            );
            before = answer.AnsweredAt;
        }

        return timed;
    }

    /// <summary>The risk of an ended session is the one in its report: later settings do not change it.</summary>
    async Task<RiskScore?> RiskAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (!session.Proctored)
            return null;
        var stored = await database
            .Reports.Where(report => report.SessionId == session.Id)
            .Select(report => report.Content)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (stored is not null && ReportReader.Parse(stored)?.Risk is { } risk)
            return risk;
        return rules.RiskOf(session.Violations, session.Policy, session.FinishedAt ?? session.LastWatchedAt ?? session.CreatedAt);
    }
}
