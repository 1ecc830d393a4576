namespace Proctoring.Core.Authoring.Gift;

/// <summary>Replaces the escaped characters of GIFT with characters for private use, so that a parser can search for the special ones.
/// </summary>
internal static class GiftEscapes
{
    const string Escaped = "\\~=#{}:n";
    const char First = '\uE100';

    /// <summary>The length stays the same but for the backslashes; lines stay lines.</summary>
    public static string Hide(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var which = text[at] == '\\' && at + 1 < text.Length ? Escaped.IndexOf(text[at + 1], StringComparison.Ordinal) : -1;
            if (which < 0)
            {
                result.Append(text[at]);
                continue;
            }

            result.Append((char)(First + which));
            at++;
        }

        return result.ToString();
    }

    /// <summary>Returns the characters that were escaped.</summary>
    public static string Show(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        foreach (var character in text)
        {
            var which = character - First;
            result.Append(
                which < 0 || which >= Escaped.Length ? character
                : Escaped[which] == 'n' ? '\n'
                : Escaped[which]
            );
        }

        return result.ToString();
    }

    /// <summary>Escapes a text for a file; line breaks become "\n".</summary>
    public static string Write(string text)
    {
        var result = new System.Text.StringBuilder(text.Length + 16);
        foreach (var character in text.ReplaceLineEndings("\n"))
        {
            if (character == '\n')
            {
                result.Append("\\n");
                continue;
            }

            if (character is '\\' or '~' or '=' or '#' or '{' or '}' or ':')
                result.Append('\\');
            result.Append(character);
        }

        return result.ToString();
    }
}
