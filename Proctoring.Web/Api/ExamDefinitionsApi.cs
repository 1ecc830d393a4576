using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Api;

/// <summary>Lists the exams that are defined on this server: the names that start-exam accepts with mode full.</summary>
internal static class ExamDefinitionsApi
{
    static readonly ApiRight Right = new(ApiScopes.Exams);

    public static void Map(ApiRoutes routes) =>
        routes.Get(
            null,
            "exam-definitions",
            Right,
            new("The exams that are defined on this server", null, typeof(ExamDefinitionsData), 200),
            ListAsync
        );

    static async Task<ApiAnswer> ListAsync(HttpContext context, ExamCatalog catalog) =>
        ApiAnswer.Ok(
            "Exam definitions",
            new ExamDefinitionsData([.. (await catalog.ListAsync(context.RequestAborted)).Select(ExamDefinitionData.Of)])
        );
}

/// <summary>The exams of this server.</summary>
internal sealed record ExamDefinitionsData(IReadOnlyList<ExamDefinitionData> Items);

/// <summary>An exam that is defined on this server.</summary>
/// <param name="ExamName">Its unique name for start-exam.</param>
/// <param name="Title">Its title, which start-exam accepts as well.</param>
/// <param name="Description">A few words.</param>
/// <param name="Language">Its language, as a tag of BCP 47; empty if unknown.</param>
/// <param name="TotalQuestions">The number of its questions.</param>
/// <param name="Minutes">Its time limit.</param>
internal sealed record ExamDefinitionData(
    string ExamName,
    string Title,
    string Description,
    string Language,
    int TotalQuestions,
    int Minutes
)
{
    public static ExamDefinitionData Of(ExamView exam) =>
        new(exam.Slug, exam.Title, exam.Description, exam.Language, exam.Questions, exam.Minutes);
}
