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
        var content = await ContentAsync(database, session, consent, check, screens, cancellation).ConfigureAwait(false);
        return new ExportedSession(
            content,
            report?.Content,
            [.. FilesOf(session, check), .. screens.Select(picture => (NameOf(picture), picture.StoreKey))]
        );

        Task<TRow?> OneAsync<TRow>(IQueryable<TRow> rows)
            where TRow : class => rows.AsNoTracking().SingleOrDefaultAsync(cancellation);
    }

    static async Task<object> ContentAsync(
        ProctoringDb database,
        ProctoringSession session,
        SessionConsent? consent,
        ManualIdentityCheck? check,
        List<ScreenPicture> screens,
        CancellationToken cancellation
    )
    {
        var rows = new ExportedRows(database, session.Id, cancellation);
        return new
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
            Consent = ConsentOf(consent),
            IdentityCheck = CheckOf(check),
            HeadChallenges = await rows.HeadChallengesAsync().ConfigureAwait(false),
            Answers = await AnswersAsync(database, session, cancellation).ConfigureAwait(false),
            Grades = await rows.GradesAsync().ConfigureAwait(false),
            Regrades = await rows.RegradesAsync().ConfigureAwait(false),
            Screens = screens
                .FindAll(picture => picture.Source == PictureSource.Screen)
                .ConvertAll(picture => new { picture.TakenAt, File = NameOf(picture) }),
            Room = screens
                .FindAll(picture => picture.Source == PictureSource.Room)
                .ConvertAll(picture => new { picture.TakenAt, File = NameOf(picture) }),
            Flags = session.Violations.OrderBy(flag => flag.BeganAt).Select(FlagOf),
            Decisions = await rows.DecisionsAsync().ConfigureAwait(false),
            Verdicts = await rows.VerdictsAsync().ConfigureAwait(false),
            Notes = await rows.NotesAsync().ConfigureAwait(false),
            Comments = await rows.CommentsAsync().ConfigureAwait(false),
            MessagesOfStaff = await rows.MessagesOfStaffAsync().ConfigureAwait(false),
            MessagesOfStudent = await rows.MessagesOfStudentAsync().ConfigureAwait(false),
            TimeChanges = await rows.TimeChangesAsync().ConfigureAwait(false),
            Pages = await rows.PagesAsync().ConfigureAwait(false),
            Deletions = await rows.DeletionsAsync().ConfigureAwait(false),
        };
    }

    static object? ConsentOf(SessionConsent? consent) =>
        consent is null
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
            };

    static object? CheckOf(ManualIdentityCheck? check) =>
        check is null
            ? null
            : new
            {
                check.Reason,
                check.RequestedAt,
                check.Confirmed,
                check.DecidedAt,
                check.Note,
            };

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
            answer.ChosenAt,
            answer.ReceivedAt,
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
