using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Authoring;

/// <summary>The second exam of a new installation: one question of each type.</summary>
internal sealed class QuestionTypesExam(ExamStore exams, IDbContextFactory<ProctoringDb> databases, IOptions<ProctoringOptions> options)
{
    public const string Slug = "types-of-questions";

    /// <summary>A right-angled triangle with the sides 3, 4 and c.</summary>
    static readonly ExamFileContent Triangle = new(
        "triangle.png",
        "image/png",
        Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAUAAAACqAgMAAAChVn5pAAAADFBMVEX///8eMlq+MigAAABCZGdlAAACK0lEQVR42u3XzW2DQBAF4HUkcvDdTb"
                + "gKl4Aic3EJqSKl+BhtlQH/sRiz897wDo40U8Cnh3jDLinFxMTExPzL2Z7VYJaDZzUojviZxRGb7/yrBb9y/pGC7V4bsWk/tBGbNmVpxB7cSiP2"
                + "YJI2ZwCl5R5AacQLqIx4AT+EES9g2usiXkFhua9g0u3fDdRFvIG6iHdQtn93UFbuB6gq9wNURRxBUcQRFO3fCIqaU4Cachfgi4j9RyOvAOcRV4"
                + "Lz828tONu/teCs3KvBp3J73voUfIooAKcRBeB0/wTg9PxTgJNyK8DJ/knAMqIELCNqwGL/KLDruuNLsCw3s3rLYFFuDVhEFIFjRBE47h/5+dp0"
                + "r0H3+bcIes+/RdAbcRl0RlwGXf9/u8W37Lx/VkHP5a4OOi53ddAR0QA998/KW/bdP6ug5/+vDjrKXQcd+2eAZMTK99AXEQC5/QNArtwISJUbAT"
                + "2fiDro2L866Ni/OugotwHy+2eAfEQLpCNaIH3+mSB7/pkgW24bJMttg2REAOQiAiC3fwDInX8ISJUbAan9g0AmIgQyETGQ2D8MJMoNgni5QRCP"
                + "iIJwRBSE9w8F4ebAIFpuGEQj4iAYEQfB848Asf1r+mvdIQnLzYBQuftH3hySMCIFIhEpENk/CkTOPw4Eys2BwP6RoB2RBO2ILGju37Ap1FjNoc"
                + "GTGuzk4In+n4yJeZdpjint2gADDNC+NnYBvhc4zC7AAAOMeaf5A1ODcHcv68DOAAAAAElFTkSuQmCC"
        )
    );

    /// <summary>Creates the exam if the installation has only the demo exam.</summary>
    public async Task SeedAsync(CancellationToken cancellation)
    {
        if (!options.Value.SeedDemoExam)
            return;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var slugs = await database.Exams.Select(exam => exam.Slug).Take(2).ToListAsync(cancellation).ConfigureAwait(false);
        if (slugs is [DemoExam.Slug])
            await exams.SeedAsync(Content, cancellation).ConfigureAwait(false);
    }

    public static ExamContent Content { get; } =
        new()
        {
            Slug = Slug,
            Title = "Types of questions",
            Description = "One question of each type. A person grades the last three.",
            Minutes = 30,
            Language = "en",
            Settings = new ExamSettings { PassPercent = 60, AllowsPaper = true },
            Files = [Triangle],
            Questions =
            [
                new("Which planet is closest to the sun?", SingleChoice.Of(["Venus", "Mercury", "Mars"], 1))
                {
                    Section = "Choices",
                    Explanation = "Mercury is about 58 million kilometres from the sun.",
                },
                new(
                    "Which of these numbers are **prime**?",
                    new MultipleChoice([new("2", 0.5m), new("9", -0.5m), new("11", 0.5m), new("15", -0.5m)])
                )
                {
                    Section = "Choices",
                    Points = 2,
                    Explanation = "9 = 3 × 3 and 15 = 3 × 5.",
                },
                new("`0.1 + 0.2 == 0.3` is true for 64-bit floating-point numbers.", new TrueFalse(false)) { Section = "Choices" },
                new("What is the capital of France?", new ShortText([new("Paris")])) { Section = "Entries" },
                new(
                    "How long is side c of this triangle?\n\n"
                        + $"![A right-angled triangle with the legs 3 cm and 4 cm](file:{Triangle.Sha256})",
                    new NumberEntry([new(5, 0.01)], [new("cm"), new("m", 100)])
                )
                {
                    Section = "Entries",
                    Explanation = "By Pythagoras, c² = 3² + 4² = 25.",
                },
                new(
                    "Water boils at {{1}} °C at sea level. Its formula is {{2}}, and as a solid it is called {{3}}.",
                    new Blanks([
                        new(new NumberEntry([new(100, 0.5)], [])),
                        new(SingleChoice.Of(["CO2", "H2O", "NaCl"], 1)),
                        new(new ShortText([new("ice")])),
                    ])
                )
                {
                    Section = "Entries",
                    Points = 3,
                },
                new(
                    "Match each animal with its class.",
                    new Matching([new("Frog", "Amphibian"), new("Eagle", "Bird"), new("Whale", "Mammal")], ["Reptile"])
                )
                {
                    Section = "Orders",
                    Points = 3,
                },
                new("Put these periods in order, earliest first.", new Ordering(["Bronze Age", "Middle Ages", "Renaissance", "Space Age"]))
                {
                    Section = "Orders",
                },
                new("Explain in your own words why a website uses HTTPS.", new Essay("Names confidentiality, integrity and identity.", 150))
                {
                    Section = "Graded by a person",
                    Points = 5,
                },
                new(
                    "Write a function that returns the sum of the even numbers in a list.",
                    new CodeEntry("python", "def sum_even(numbers):\n    ", "Correct for an empty list; readable.")
                )
                {
                    Section = "Graded by a person",
                    Points = 5,
                },
                new(
                    "Upload a drawing of a binary tree with five nodes.",
                    new FileUpload([".png", ".jpg", ".pdf"], 2_000_000, "Five nodes.")
                )
                {
                    Section = "Graded by a person",
                    Points = 2,
                },
            ],
        };
}
