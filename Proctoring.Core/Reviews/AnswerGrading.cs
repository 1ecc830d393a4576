using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports;
using Proctoring.Core.Resources;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lists the answers that a person must grade, and stores the grades. Each grade stays on record; the newest counts.</summary>
internal sealed class AnswerGrading(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The most characters of a comment.</summary>
    public const int LongestComment = 4000;

    /// <summary>The most sessions that the queue returns at once.</summary>
    const int MostListed = 200;

    /// <summary>Returns the sessions with answers to grade, longest waiting first; those that the viewer may review.</summary>
    public async Task<IReadOnlyList<GradingRow>> QueueAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.ReviewedBy(database, viewer)
            .Where(session => session.Ungraded > 0)
            .OrderBy(session => session.FinishedAt)
            .Take(MostListed)
            .Select(session => new GradingRow(
                session.Id,
                session.ExamName,
                session.Student!.Name ?? session.Student.ExternalId,
                session.FinishedAt!.Value,
                session.Ungraded
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the answers of a session that a person grades, graded ones too; null if there is no such session.</summary>
    public async Task<GradingSheet?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .ReviewedBy(database, viewer)
            .Include(row => row.Answers)
            .Include(row => row.Student)
            .SingleOrDefaultAsync(row => row.Id == sessionId && row.FinishedAt != null, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var answers = session.Answers.ToDictionary(answer => answer.QuestionId);
        var grades = await SessionScoring.GradesAsync(database, sessionId, cancellation).ConfigureAwait(false);
        var paper = await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        return new GradingSheet(
            sessionId,
            session.ExamName,
            session.Student!.Name ?? session.Student.ExternalId,
            [
                .. paper
                    .Index()
                    .Where(one => answers.ContainsKey(one.Item.Question.Id))
                    .Select(one =>
                        GradedAnswer.Of(
                            one.Item.Question,
                            one.Index + 1,
                            answers[one.Item.Question.Id],
                            grades.GetValueOrDefault(one.Item.Question.Id)
                        )
                    )
                    .OfType<GradedAnswer>(),
            ]
        );
    }

    /// <summary>Stores a grade, and computes the session's score and report again.</summary>
    /// <param name="viewer">The grader.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="seen">The newest grade that the grader saw; null for none. A newer one is not replaced unseen.</param>
    /// <param name="points">The points.</param>
    /// <param name="comment">The comment.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="ValidationException">The points or the comment are wrong; the message names the field.</exception>
    public async Task<ReviewOutcome> GradeAsync(
        StaffViewer viewer,
        Guid sessionId,
        int questionId,
        Guid? seen,
        decimal points,
        string? comment,
        CancellationToken cancellation
    )
    {
        var text = TextLimits.Clean(comment, lines: true)?.Trim() ?? "";
        if (text.Length > LongestComment)
            throw new ShownRefusalException(L["Limit_TooLong_comment", LongestComment]);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.ReviewedBy(database, viewer)
            .SingleOrDefaultAsync(row => row.Id == sessionId && row.FinishedAt != null, cancellation)
            .ConfigureAwait(false);
        var paper = session is null ? [] : await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        if (
            session is null
            || paper.FirstOrDefault(one => one.Question.Id == questionId).Question is not { } question
            || QuestionScoring.IsScored(question.Body)
            || !await AnsweredAsync(database, sessionId, questionId, cancellation).ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        if (points < 0 || points > question.Points || decimal.Round(points, 3) != points)
            throw new ShownRefusalException(L["Refusal_Points", question.Points.ToString("0.##", CultureInfo.CurrentCulture)]);
        var grades = await SessionScoring.GradesAsync(database, sessionId, cancellation).ConfigureAwait(false);
        if (grades.GetValueOrDefault(questionId)?.Id != seen)
            return ReviewOutcome.Changed;
        var now = time.GetUtcNow().UtcDateTime;
        database.Add(
            new AnswerGrade
            {
                Id = Guid.CreateVersion7(),
                SessionId = sessionId,
                QuestionId = questionId,
                GraderId = viewer.UserId,
                Points = points,
                Comment = text,
                GradedAt = now,
            }
        );
        database.Audit(viewer, "answer_graded", $"question {question.Number}", now, sessionId);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await SessionScoring.ScoreAsync(database, session, cancellation).ConfigureAwait(false);
        await WriteReportAsync(database, session, cancellation).ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>Returns an uploaded file of a session; null if there is none that the viewer may see.</summary>
    public async Task<SessionFile?> FileAsync(StaffViewer viewer, Guid sessionId, Guid fileId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.ReviewedBy(database, viewer)
            .Where(session => session.Id == sessionId)
            .Join(database.SessionFiles, session => session.Id, file => file.SessionId, (_, file) => file)
            .AsNoTracking()
            .SingleOrDefaultAsync(file => file.Id == fileId, cancellation)
            .ConfigureAwait(false);
    }

    static Task<bool> AnsweredAsync(ProctoringDb database, Guid sessionId, int questionId, CancellationToken cancellation) =>
        database.Answers.AnyAsync(
            answer =>
                answer.SessionId == sessionId
                && answer.QuestionId == questionId
                && (answer.Choice == SessionAnswer.InResponse || answer.Choice == SessionAnswer.Deleted),
            cancellation
        );

    static async Task WriteReportAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        var report = await database.Reports.SingleAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false);
        var grades = await SessionScoring.GradesAsync(database, session.Id, cancellation).ConfigureAwait(false);
        var pass = await database
            .Exams.Where(exam => exam.Id == session.ExamId)
            .Select(exam => exam.PassPercent)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        var before = ReportReader.Parse(report.Content)!;
        var content = before with
        {
            CorrectAnswers = session.CorrectAnswers,
            Score = session.Score,
            Points = session.Points,
            MaxPoints = session.MaxPoints,
            Ungraded = session.Ungraded,
            Passed = session.Score is { } score && pass is { } mark ? score >= mark : null,
            Answers =
            [
                .. before.Answers.Select(answer =>
                    grades.TryGetValue(answer.QuestionId, out var grade)
                        ? answer with
                        {
                            Points = grade.Points,
                            Waiting = false,
                            Comment = grade.Comment,
                        }
                        : answer
                ),
            ],
        };
        database.Entry(report).Property(row => row.Content).CurrentValue = JsonSerializer.Serialize(content, ReportReader.Json);
    }
}

/// <summary>A session with answers to grade.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="ExamName">The exam.</param>
/// <param name="Student">The student's name, or the calling system's id of them.</param>
/// <param name="FinishedAt">The end of the session, UTC.</param>
/// <param name="Waiting">How many answers wait.</param>
public sealed record GradingRow(Guid SessionId, string ExamName, string Student, DateTime FinishedAt, int Waiting);

/// <summary>The answers of a session that a person grades.</summary>
public sealed record GradingSheet(Guid SessionId, string ExamName, string Student, IReadOnlyList<GradedAnswer> Answers);

/// <summary>An answer that a person grades.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Number">Its place in the session, from 1.</param>
/// <param name="Question">Its text, Markdown.</param>
/// <param name="Type">Its type, such as "essay".</param>
/// <param name="Rubric">What the grader looks for, Markdown.</param>
/// <param name="Response">The typed text, or the name of the file.</param>
/// <param name="File">The uploaded file; null for none.</param>
/// <param name="MaxPoints">The points of a full answer.</param>
/// <param name="Points">The points of the newest grade; null before one.</param>
/// <param name="Comment">The comment of the newest grade.</param>
/// <param name="GradeId">The newest grade; null before one.</param>
public sealed record GradedAnswer(
    int QuestionId,
    int Number,
    string Question,
    string Type,
    string Rubric,
    string Response,
    Guid? File,
    decimal MaxPoints,
    decimal? Points,
    string Comment,
    Guid? GradeId
)
{
    /// <summary>The answer; null if there is none or the server scores it.</summary>
    internal static GradedAnswer? Of(Question question, int number, SessionAnswer answer, AnswerGrade? grade)
    {
        var response = answer.ResponseTo(question);
        // An answer whose content was deleted may still need its points.
        if ((response is null && answer.Choice != SessionAnswer.Deleted) || QuestionScoring.IsScored(question.Body))
            return null;
        var rubric = question.Body switch
        {
            Essay essay => essay.Rubric,
            CodeEntry code => code.Rubric,
            FileUpload upload => upload.Rubric,
            _ => "",
        };
        return new GradedAnswer(
            question.Id,
            number,
            question.Text,
            QuestionJson.TypeOf(question.Body),
            rubric,
            response is null ? "" : string.Join('\n', ResponseText.Of(question.Body, response)),
            (response as UploadedFile)?.Id,
            question.Points,
            grade?.Points,
            grade?.Comment ?? "",
            grade?.Id
        );
    }
}
