using System.Text.RegularExpressions;

namespace Proctoring.Core.Authoring.Gift;

/// <summary>A question of a GIFT file before it is parsed.</summary>
/// <param name="Line">The line of its first character, from 1.</param>
/// <param name="Text">Its lines without comments, escaped characters hidden.</param>
/// <param name="Tags">The tags of the comments before it.</param>
internal sealed record GiftBlock(int Line, string Text, IReadOnlyList<string> Tags)
{
    /// <summary>The line of a character of the text.</summary>
    public int LineAt(int index) => Line + Text.AsSpan(0, Math.Clamp(index, 0, Text.Length)).Count('\n');

    public int Count(char character) => Text.AsSpan().Count(character);
}

/// <summary>Divides a GIFT file at its blank lines.</summary>
internal static partial class GiftBlocks
{
    public static IEnumerable<GiftBlock> Of(string text)
    {
        GiftBlock? open = null;
        foreach (var block in AtBlankLines(text))
        {
            if (open is null)
                open = block;
            else if (Continues(open, block))
                open = open with { Text = open.Text + new string('\n', block.Line - open.LineAt(open.Text.Length)) + block.Text };
            else
            {
                yield return open;
                open = block;
            }
        }

        if (open is not null)
            yield return open;
    }

    /// <summary>Whether a blank line stands between the braces of one question: the first part leaves one open and the second closes it.
    /// </summary>
    static bool Continues(GiftBlock open, GiftBlock next)
    {
        if (open.Count('{') != 1 || open.Count('}') != 0)
            return false;
        var closing = next.Text.IndexOf('}', StringComparison.Ordinal);
        var opening = next.Text.IndexOf('{', StringComparison.Ordinal);
        return closing >= 0 && (opening < 0 || closing < opening);
    }

    static IEnumerable<GiftBlock> AtBlankLines(string text)
    {
        List<string> lines = [];
        List<string> tags = [];
        var first = 0;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.StartsWith("//", StringComparison.Ordinal))
            {
                tags.AddRange(Tag().Matches(trimmed).Select(match => match.Groups[1].Value.Trim()));
                // The comment keeps its place, so that the lines of the question stay those of the file.
                if (lines.Count > 0)
                    lines.Add("");
            }
            else if (trimmed.StartsWith("$CATEGORY:", StringComparison.OrdinalIgnoreCase))
            {
                if (lines.Count > 0)
                    yield return Block();
                yield return new GiftBlock(number, trimmed, []);
            }
            else if (trimmed.Length > 0)
            {
                if (lines.Count == 0)
                    first = number;
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                yield return Block();
            }
        }

        GiftBlock Block()
        {
            var block = new GiftBlock(first, GiftEscapes.Hide(string.Join('\n', lines)), [.. tags]);
            lines.Clear();
            tags.Clear();
            return block;
        }
    }

    [GeneratedRegex(@"\[tag:([^\]]+)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();
}
