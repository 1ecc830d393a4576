using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>The content of session.json, with the report and the files that belong to it.</summary>
/// <param name="Content">The content.</param>
/// <param name="Report">The stored report; null before the end.</param>
/// <param name="Files">The files in the evidence store, by their names in the archive.</param>
internal sealed record ExportedSession(object Content, string? Report, IReadOnlyList<(string Name, string Key)> Files)
{
    /// <summary>Reads a session; null if it was removed meanwhile.</summary>
    public static async Task<ExportedSession?> ReadAsync(ProctoringDb database, Guid id, CancellationToken cancellation)
    {
        var session = await database
            .Sessions.AsNoTracking()
            .AsSplitQuery()
            .Include(row => row.Answers)
            .Include(row => row.Violations)
                .ThenInclude(flag => flag.Evidence)
            .SingleOrDefaultAsync(row => row.Id == id, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var check = await OneAsync(database.ManualIdentityChecks.Where(row => row.SessionId == id)).ConfigureAwait(false);
        var report = await OneAsync(database.Reports.Where(row => row.SessionId == id)).ConfigureAwait(false);
        var consent = await OneAsync(database.Consents.Where(row => row.SessionId == id)).ConfigureAwait(false);
        var screens = await database
            .ScreenPictures.AsNoTracking()
            .Where(row => row.SessionId == id)
            .OrderBy(row => row.TakenAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var content = new
        {
            session.Id,
            session.ExamName,
            session.Policy,
            session.Proctored,
            session.Status,
            session.CreatedAt,
            session.ConsentedAt,
            session.StartedAt,
            session.EndsAt,
            session.FinishedAt,
            session.EndReason,
            session.TotalQuestions,
            session.CorrectAnswers,
            session.Score,
            session.Points,
            session.MaxPoints,
            session.RiskScore,
            session.EnrolmentSimilarity,
            HasFaceEmbedding = session.ReferenceFace is not null,
            session.Accommodations,
            session.Verdict,
            session.VerdictAt,
            session.FramesRead,
            session.FramesRefused,
            Consent = consent is null
                ? null
                : new
                {
                    consent.Version,
                    consent.Language,
                    consent.GivenAt,
                    consent.Evidence,
                    Screen = new ScreenCapture(consent.ScreenSeconds).ToString(),
                    consent.Sound,
                    consent.RoomCamera,
                },
            IdentityCheck = check is null
                ? null
                : new
                {
                    check.Reason,
                    check.RequestedAt,
                    check.Confirmed,
                    check.DecidedAt,
                    check.Note,
                },
            HeadChallenges = await database
                .HeadChallenges.Where(row => row.SessionId == id)
                .OrderBy(row => row.AskedAt)
                .Select(row => new
                {
                    row.Turns,
                    row.AskedAt,
                    row.EndedAt,
                    row.Result,
                    row.Reason,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Answers = await AnswersAsync(database, session, cancellation).ConfigureAwait(false),
            Grades = await database
                .AnswerGrades.Where(row => row.SessionId == id)
                .OrderBy(row => row.GradedAt)
                .Select(row => new
                {
                    row.QuestionId,
                    row.Points,
                    row.Comment,
                    row.GradedAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Regrades = await database
                .SessionRegrades.Where(row => row.SessionId == id)
                .OrderBy(row => row.RegradedAt)
                .Select(row => new
                {
                    row.Version,
                    row.RegradedAt,
                    row.Reason,
                    row.ScoreBefore,
                    row.ScoreAfter,
                    row.PointsBefore,
                    row.PointsAfter,
                    row.MaxPointsBefore,
                    row.MaxPointsAfter,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Screens = screens
                .FindAll(picture => picture.Source == PictureSource.Screen)
                .ConvertAll(picture => new { picture.TakenAt, File = NameOf(picture) }),
            Room = screens
                .FindAll(picture => picture.Source == PictureSource.Room)
                .ConvertAll(picture => new { picture.TakenAt, File = NameOf(picture) }),
            Flags = session.Violations.OrderBy(flag => flag.BeganAt).Select(FlagOf),
            Decisions = await database
                .FlagDecisions.Where(row => row.SessionId == id)
                .OrderBy(row => row.DecidedAt)
                .Select(row => new
                {
                    Flag = row.ViolationId,
                    row.Decision,
                    row.Reason,
                    row.DecidedAt,
                    row.WithdrawnAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Verdicts = await database
                .SessionVerdicts.Where(row => row.SessionId == id)
                .OrderBy(row => row.DecidedAt)
                .Select(row => new
                {
                    row.Verdict,
                    row.Reason,
                    row.DecidedAt,
                    row.WithdrawnAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Notes = await database
                .ReviewNotes.Where(row => row.SessionId == id)
                .OrderBy(row => row.WrittenAt)
                .Select(row => new
                {
                    Flag = row.ViolationId,
                    row.Text,
                    row.WrittenAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Comments = await database
                .CandidateReplies.Where(row => row.SessionId == id)
                .OrderBy(row => row.WrittenAt)
                .Select(row => new
                {
                    Flag = row.ViolationId,
                    row.Text,
                    row.WrittenAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            MessagesOfStaff = await database
                .StaffMessages.Where(row => row.SessionId == id)
                .OrderBy(row => row.SentAt)
                .Select(row => new
                {
                    row.Text,
                    row.SentAt,
                    row.ShownAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            MessagesOfStudent = await database
                .CandidateMessages.Where(row => row.SessionId == id)
                .OrderBy(row => row.SentAt)
                .Select(row => new
                {
                    row.Text,
                    row.PageState,
                    row.SentAt,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            TimeChanges = await database
                .TimeChanges.Where(row => row.SessionId == id)
                .OrderBy(row => row.ChangedAt)
                .Select(row => new
                {
                    row.ChangedAt,
                    row.Kind,
                    row.Seconds,
                    row.EndsAt,
                    row.Reason,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Pages = await database
                .CandidatePages.Where(row => row.SessionId == id)
                .OrderBy(row => row.JoinedAt)
                .Select(row => new
                {
                    row.JoinedAt,
                    row.Address,
                    row.UserAgent,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Deletions = await database
                .DataDeletions.Where(row => row.SessionId == id)
                .OrderBy(row => row.DeletedAt)
                .Select(row => new
                {
                    row.Data,
                    row.Count,
                    Flag = row.ViolationId,
                    row.DeletedAt,
                    row.Cause,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
        };
        return new ExportedSession(
            content,
            report?.Content,
            [.. FilesOf(session, check), .. screens.Select(picture => (NameOf(picture), picture.StoreKey))]
        );

        Task<TRow?> OneAsync<TRow>(IQueryable<TRow> rows)
            where TRow : class => rows.AsNoTracking().SingleOrDefaultAsync(cancellation);
    }

    static object FlagOf(ProctoringViolation flag) =>
        new
        {
            flag.Id,
            flag.Type,
            flag.Title,
            flag.Severity,
            flag.BeganAt,
            flag.EndedAt,
            flag.PeakConfidence,
            flag.MeanConfidence,
            flag.FramesSeen,
            flag.FramesLooked,
            flag.Model,
            flag.Threshold,
            flag.Detail,
            flag.Objects,
            Files = flag.Evidence.Select(NameOf),
        };

    /// <summary>Each answer with its question. The answer of a single choice is its text.</summary>
    static async Task<IReadOnlyList<object>> AnswersAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        var ids = session.Answers.ConvertAll(answer => answer.QuestionId);
        var questions = await database
            .Questions.AsNoTracking()
            .Where(question => ids.Contains(question.Id))
            .ToDictionaryAsync(question => question.Id, cancellation)
            .ConfigureAwait(false);
        return session.Answers.ConvertAll(object (answer) => AnswerOf(questions[answer.QuestionId], answer));
    }

    static object AnswerOf(Question question, SessionAnswer answer)
    {
        var response = answer.ResponseTo(question);
        return new
        {
            answer.QuestionId,
            Question = question.Text,
            Answer = ResponseText.Of(question.Body, response),
            Deleted = answer.Choice == SessionAnswer.Deleted,
            Upload = (response as UploadedFile)?.Id,
            answer.Points,
            answer.AnsweredAt,
            answer.FirstAnsweredAt,
            answer.Changes,
            answer.LargestAddition,
        };
    }

    static List<(string Name, string Key)> FilesOf(ProctoringSession session, ManualIdentityCheck? check)
    {
        List<(string, string)> files = [];
        if (session.ReferencePicture is { } photo)
            files.Add(("start-photo.jpg", photo));
        if (check?.DocumentPicture is { } document)
            files.Add(("document.jpg", document));
        files.AddRange(session.Violations.SelectMany(flag => flag.Evidence).Select(file => (NameOf(file), file.StoreKey)));
        return files;
    }

    static string NameOf(ScreenPicture picture) =>
        $"{(picture.Source == PictureSource.Room ? "room" : "screen")}-{picture.Id:N}.jpg";

    static string NameOf(EvidenceImage file) => $"{file.Id:N}{(file.IsSound ? ".wav" : file.IsStrip ? ".zip" : ".jpg")}";
}
