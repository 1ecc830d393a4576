using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Why a session cannot be regraded.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Question">The number of the question in the session's version of the exam; null if it concerns the whole session.</param>
internal sealed record RegradeObstacle(RegradeObstacleCause Cause, int? Question = null)
{
    /// <summary>Finds the first obstacle; null if the session can be regraded.</summary>
    /// <param name="session">The session with its student and answers.</param>
    /// <param name="asked">The session's questions as the candidate read them.</param>
    /// <param name="later">The questions of the version that is to score it; the same ones for its own version.</param>
    /// <param name="grades">The newest grade of each answer, by question.</param>
    public static RegradeObstacle? Of(
        ProctoringSession session,
        IEnumerable<Question> asked,
        IReadOnlyList<Question> later,
        IReadOnlyDictionary<int, AnswerGrade> grades
    )
    {
        if (session.Student!.IsErased)
            return new RegradeObstacle(RegradeObstacleCause.StudentErased);
        if (session.Answers.Exists(answer => answer.Choice == SessionAnswer.Deleted))
            return new RegradeObstacle(RegradeObstacleCause.AnswersDeleted);
        foreach (var question in asked)
        {
            if (QuestionCorrection.Find(question, later, out var differs) is not { } found)
                return new RegradeObstacle(
                    differs ? RegradeObstacleCause.PartsDiffer : RegradeObstacleCause.QuestionMissing,
                    question.Number
                );
            if (grades.TryGetValue(question.Id, out var grade) && grade.Points > found.Points)
                return new RegradeObstacle(RegradeObstacleCause.GradeTooHigh, question.Number);
        }

        return null;
    }
}

/// <summary>The causes.</summary>
internal enum RegradeObstacleCause
{
    StudentErased,

    AnswersDeleted,

    /// <summary>The later version does not have the question.</summary>
    QuestionMissing,

    /// <summary>The later version has the question with other choices, items, gaps or units.</summary>
    PartsDiffer,

    /// <summary>A person's grade is above the points of the later version.</summary>
    GradeTooHigh,
}
