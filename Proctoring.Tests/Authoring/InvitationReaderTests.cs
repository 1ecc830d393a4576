using System.Text;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Reports.Files;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>A list of people to invite is read whatever program wrote it, and each wrong row is named by its line and field.</summary>
public sealed class InvitationReaderTests
{
    static readonly InvitationDraft Ada = new(1, "Ada Lovelace", "s-1", "ada@example.org");

    [Theory]
    [InlineData("Ada Lovelace,s-1,ada@example.org\n", 1)]
    [InlineData("Ada Lovelace;s-1;ada@example.org\r\n", 1)]
    [InlineData("\n\"Ada Lovelace\"\ts-1\tada@example.org", 2)]
    [InlineData("name,student id,email\n Ada Lovelace , s-1 ,ada@example.org\n", 2)]
    [InlineData("E-Mail;ID number;Group;First name;Surname\nada@example.org;s-1;B;Ada;Lovelace\n", 2)]
    [InlineData("student_id,email,name\ns-1,ada@example.org,Ada Lovelace\n", 2)]
    public void Delimiters_and_names_of_columns_are_recognised(string text, int line)
    {
        foreach (var mark in new[] { false, true })
        {
            var table = InvitationReader.Read([.. mark ? Encoding.UTF8.Preamble.ToArray() : [], .. Encoding.UTF8.GetBytes(text)]);

            Assert.Empty(table.Problems);
            Assert.Equal([Ada with { Line = line }], table.Drafts);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sep=;\n")]
    public void A_row_with_wrong_quotation_marks_is_refused_at_its_own_line(string before)
    {
        var table = InvitationReader.Read($"{before}name;id;email\nAda;s-1;\n\"Bob\"x;s-2;\nEve;s-3;\n");

        Assert.Equal(["s-1", "s-3"], table.Drafts.Select(draft => draft.StudentId));
        Assert.Equal(before.Length > 0 ? 4 : 3, Assert.Single(table.Problems).Line);
    }

    [Fact]
    public void Each_wrong_row_is_named_by_its_line_and_field_and_the_others_are_read()
    {
        var table = InvitationReader.Read(
            string.Join(
                '\n',
                "name;id;email",
                "Ada;s-1;",
                ";s-2;",
                "Grace;;grace@example.org",
                "Bob;s-1;",
                "Eve;s-3;not an address",
                "Mallory;s-4\u202E;",
                $"{new string('x', 201)};s-5;",
                "Zoë;s-6;zoë@example.org"
            )
        );

        Assert.Equal(["s-1", "s-6"], table.Drafts.Select(draft => draft.StudentId));
        Assert.Equal([null, "zoë@example.org"], table.Drafts.Select(draft => draft.Email));
        Assert.Equal(
            [(3, "Name"), (4, "Student id"), (5, "Student id"), (6, "Email"), (7, "Student id"), (8, "Name")],
            table.Problems.Select(problem => (problem.Line!.Value, problem.Field!))
        );
        Assert.Equal("Line 2 has the same id.", table.Problems[2].Message);
    }

    [Theory]
    [InlineData("", "The list is empty.")]
    [InlineData("name,email\nAda,ada@example.org", "No column is called “student id”.")]
    [InlineData("id,email\ns-1,ada@example.org", "No column is called “name”.")]
    [InlineData("Ada,s-1,ada@example.org,x", "It has more than three fields.")]
    public void A_list_that_cannot_be_used_is_explained(string text, string message)
    {
        var table = InvitationReader.Read(text);

        Assert.Empty(table.Drafts);
        Assert.StartsWith(message, Assert.Single(table.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_and_encoding_are_limited()
    {
        string Rows(int count) => string.Concat(Enumerable.Range(1, count).Select(number => $"Student {number},s-{number}\n"));

        Assert.Equal(1000, InvitationReader.Read(Rows(1000)).Drafts.Count);
        Assert.StartsWith(
            "The list has 1,001 rows.",
            InvitationReader.Read(Rows(1001)).Problems.Single().Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "The list is larger",
            InvitationReader.Read(new byte[1_000_001]).Problems.Single().Message,
            StringComparison.Ordinal
        );
        var western = InvitationReader.Read(Encoding.Latin1.GetBytes("Ada,s-1\nZoë,s-2\n")).Problems.Single();
        Assert.Equal(2, western.Line);
        Assert.Contains("UTF-8", western.Message, StringComparison.Ordinal);
    }

    /// <summary>The file of an exam's invitations can be the list for the next exam.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public async Task A_list_that_the_server_wrote_is_read_back_unchanged(string language)
    {
        using var speak = new SpeakIn(language);
        string[] texts = ["=1+1", "+49 30", "-1", "@me", "'=1", "''-", "'quoted'", "O'Neil", "a=b"];
        using var file = new MemoryStream();

        await CsvTable.WriteAsync(
            file,
            ["name", "student_id", "email", "state", "link"],
            texts.Select(text => new object?[] { $"{text} n", text, "+a@example.org", "sent", "https://example.org" }).ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );
        var table = InvitationReader.Read(file.ToArray());

        Assert.Empty(table.Problems);
        Assert.Equal(texts, table.Drafts.Select(draft => draft.StudentId));
        Assert.Equal(texts.Select(text => $"{text} n"), table.Drafts.Select(draft => draft.Name));
        Assert.All(table.Drafts, draft => Assert.Equal("+a@example.org", draft.Email));
    }
}
