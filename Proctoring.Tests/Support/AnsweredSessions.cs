using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>Fills a database with ended sessions of the demo exam and the times of their answers.</summary>
internal static class AnsweredSessions
{
    /// <summary>Adds ended sessions of the demo exam that took 30 to 60 seconds for each question. Each lost the focus twice; every second
    /// one tried to paste.</summary>
    /// <param name="database">The database.</param>
    /// <param name="started">When each of them started, UTC.</param>
    /// <param name="count">How many.</param>
    /// <param name="student">The student of all of them; null for one each.</param>
    /// <param name="proctored">Whether they are proctored.</param>
    /// <param name="version">The version of the exam.</param>
    public static async Task<IReadOnlyList<ProctoringSession>> AnsweredAsync(
        this ProctoringDb database,
        DateTime started,
        int count,
        string? student = null,
        bool proctored = true,
        int version = 1
    )
    {
        database.Unchained = true;
        List<ProctoringSession> sessions = [];
        var cancellation = TestContext.Current.CancellationToken;
        var exam = await database.Exams.Include(row => row.Questions).SingleAsync(row => row.Slug == DemoExam.Slug, cancellation);
        for (var index = 0; index < count; index++)
        {
            var id = student ?? $"other-{index}";
            var person = await database.Students.SingleOrDefaultAsync(row => row.ExternalId == id, cancellation);
            if (person is null)
                database.Add(person = new Student { ExternalId = id, CreatedAt = started });
            await database.SaveChangesAsync(cancellation);
            ProctoringSession session = new()
            {
                Id = Guid.CreateVersion7(started),
                StudentId = person.Id,
                ExamId = exam.Id,
                ExamVersion = version,
                ExamName = exam.Title,
                TotalQuestions = exam.Questions.Count,
                Minutes = 20,
                Proctored = proctored,
                Status = SessionStatus.Submitted,
                TokenHash = Guid.NewGuid().ToString("N"),
                CreatedAt = started,
                StartedAt = started,
                FinishedAt = started.AddMinutes(15 + index % 5),
            };
            var at = started;
            foreach (var question in exam.Questions)
            {
                at = at.AddSeconds(30 + (index + question.Number) % 31);
                session.Answers.Add(
                    new SessionAnswer
                    {
                        SessionId = session.Id,
                        QuestionId = question.Id,
                        AnsweredAt = at,
                        FirstAnsweredAt = at,
                    }
                );
            }

            database.Add(session);
            for (var loss = 0; loss < 2; loss++)
                database.Add(Flag(session, "tab_switch", 60 + loss * 60, null));
            if (index % 2 == 0)
                database.Add(Flag(session, "paste_attempt", 30, "120 characters"));
            await database.SaveChangesAsync(cancellation);
            sessions.Add(session);
        }

        database.Unchained = false;
        return sessions;
    }

    static ProctoringViolation Flag(ProctoringSession session, string type, int after, string? detail) =>
        new()
        {
            Id = Guid.NewGuid(),
            SessionId = session.Id,
            Type = type,
            Title = type,
            Severity = Severity.Medium,
            BeganAt = session.StartedAt!.Value.AddSeconds(after),
            EndedAt = session.StartedAt.Value.AddSeconds(after + 5),
            Detail = detail,
        };
}
