using System.Globalization;
using System.Text;
using static Proctoring.Core.Localization.BidiText;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// Orders a line of mixed scripts as it is drawn from left to right: the Unicode Bidirectional Algorithm (UAX #9) with isolates, without
/// embeddings, overrides and paired brackets.
/// </summary>
internal static class BidiLine
{
    /// <summary>The parts of a line from left to right; each part is in reading order.</summary>
    /// <param name="line">The line.</param>
    /// <param name="rightToLeft">The direction of the paragraph.</param>
    public static IReadOnlyList<(string Text, bool RightToLeft)> Order(string line, bool rightToLeft)
    {
        List<Letter> letters = [];
        var place = 0;
        Read([.. line.EnumerateRunes()], ref place, rightToLeft ? 1 : 0, letters, nested: false);
        var trailing = letters.Count;
        while (trailing > 0 && Rune.IsWhiteSpace(letters[trailing - 1].Rune))
            letters[--trailing].Level = rightToLeft ? 1 : 0;
        return Reorder(letters);
    }

    /// <summary>Reads one level of isolation, resolves it and adds its letters in reading order.</summary>
    static void Read(Rune[] runes, ref int place, int level, List<Letter> all, bool nested)
    {
        List<Letter> own = [];
        List<(int After, List<Letter> Letters)> inner = [];
        for (; place < runes.Length; place++)
        {
            var rune = runes[place];
            if (rune.Value == IsolateEnd)
            {
                if (nested)
                    break;
                continue;
            }

            if (rune.Value != IsolateStart)
            {
                own.Add(new Letter(rune, ClassOf(rune), level));
                continue;
            }

            // An isolate is one neutral character for the text around it.
            own.Add(new Letter(rune, BidiClass.Neutral, level));
            place++;
            List<Letter> isolated = [];
            Read(runes, ref place, Inside(runes, place, level), isolated, nested: true);
            inner.Add((own.Count - 1, isolated));
        }

        Resolve(own, level);
        var next = 0;
        for (var index = 0; index < own.Count; index++)
        {
            if (next < inner.Count && inner[next].After == index)
                all.AddRange(inner[next++].Letters);
            else
                all.Add(own[index]);
        }
    }

    /// <summary>An isolate takes the direction of its first letter.</summary>
    static int Inside(Rune[] runes, int from, int level)
    {
        for (var index = from; index < runes.Length && runes[index].Value != IsolateEnd; index++)
        {
            switch (ClassOf(runes[index]))
            {
                case BidiClass.Left:
                    return (level + 2) & ~1;
                case BidiClass.Right or BidiClass.ArabicLetter:
                    return (level + 1) | 1;
            }
        }

        return (level + 2) & ~1;
    }

    static void Resolve(List<Letter> letters, int level)
    {
        var around = level % 2 == 0 ? BidiClass.Left : BidiClass.Right;
        ResolveWeak(letters, around);
        ResolveNeutral(letters, around);
        foreach (var letter in letters)
        {
            letter.Level = (level % 2, letter.Class) switch
            {
                (0, BidiClass.Right) => level + 1,
                (0, BidiClass.EuropeanNumber or BidiClass.ArabicNumber) => level + 2,
                (1, BidiClass.Left or BidiClass.EuropeanNumber or BidiClass.ArabicNumber) => level + 1,
                _ => level,
            };
        }
    }

    /// <summary>Rules W1 to W7: marks, numbers, and the signs beside numbers.</summary>
    static void ResolveWeak(List<Letter> letters, BidiClass around)
    {
        var (before, strong) = (around, around);
        foreach (var letter in letters)
        {
            if (letter.Class == BidiClass.Mark)
                letter.Class = before;
            if (letter.Class is BidiClass.Left or BidiClass.Right or BidiClass.ArabicLetter)
                strong = letter.Class;
            else if (letter.Class == BidiClass.EuropeanNumber && strong == BidiClass.ArabicLetter)
                letter.Class = BidiClass.ArabicNumber;
            before = letter.Class;
        }

        for (var index = 1; index < letters.Count - 1; index++)
        {
            var (left, right) = (letters[index - 1].Class, letters[index + 1].Class);
            if (left == right && Joins(letters[index].Class, left))
                letters[index].Class = left;
        }

        for (var index = 0; index < letters.Count; index++)
        {
            if (letters[index].Class == BidiClass.Terminator && BesideNumber(letters, index))
                letters[index].Class = BidiClass.EuropeanNumber;
        }

        strong = around;
        foreach (var letter in letters)
        {
            if (letter.Class == BidiClass.ArabicLetter)
                letter.Class = BidiClass.Right;
            if (letter.Class is BidiClass.Left or BidiClass.Right)
                strong = letter.Class;
            else if (letter.Class == BidiClass.EuropeanNumber && strong == BidiClass.Left)
                letter.Class = BidiClass.Left;
            else if (letter.Class is BidiClass.Separator or BidiClass.CommonSeparator or BidiClass.Terminator)
                letter.Class = BidiClass.Neutral;
        }
    }

    /// <summary>A separator between two numbers belongs to them: "1.5", "12:30".</summary>
    static bool Joins(BidiClass between, BidiClass number) =>
        number switch
        {
            BidiClass.EuropeanNumber => between is BidiClass.Separator or BidiClass.CommonSeparator,
            BidiClass.ArabicNumber => between is BidiClass.CommonSeparator,
            _ => false,
        };

    static bool BesideNumber(List<Letter> letters, int index)
    {
        var (from, to) = (index, index);
        while (from >= 0 && letters[from].Class == BidiClass.Terminator)
            from--;
        while (to < letters.Count && letters[to].Class == BidiClass.Terminator)
            to++;
        return (from >= 0 && letters[from].Class == BidiClass.EuropeanNumber)
            || (to < letters.Count && letters[to].Class == BidiClass.EuropeanNumber);
    }

    /// <summary>Rules N1 and N2: what has no direction takes that of its neighbours if they agree.</summary>
    static void ResolveNeutral(List<Letter> letters, BidiClass around)
    {
        for (var from = 0; from < letters.Count; from++)
        {
            if (letters[from].Class != BidiClass.Neutral)
                continue;
            var to = from;
            while (to < letters.Count && letters[to].Class == BidiClass.Neutral)
                to++;
            var before = from == 0 ? around : DirectionOf(letters[from - 1].Class);
            var after = to == letters.Count ? around : DirectionOf(letters[to].Class);
            for (var index = from; index < to; index++)
                letters[index].Class = before == after ? before : around;
            from = to;
        }
    }

    static BidiClass DirectionOf(BidiClass found) => found == BidiClass.Left ? BidiClass.Left : BidiClass.Right;

    /// <summary>Rule L2, on runs of one level: from the highest level down, runs change places.</summary>
    static List<(string Text, bool RightToLeft)> Reorder(List<Letter> letters)
    {
        List<(string Text, int Level)> runs = [];
        var text = new StringBuilder();
        for (var index = 0; index < letters.Count; index++)
        {
            text.Append(letters[index].Rune);
            if (index + 1 < letters.Count && letters[index + 1].Level == letters[index].Level)
                continue;
            runs.Add((text.ToString(), letters[index].Level));
            text.Clear();
        }

        for (var level = runs.Select(run => run.Level).DefaultIfEmpty().Max(); level > 0; level--)
        {
            for (var from = 0; from < runs.Count; from++)
            {
                var to = from;
                while (to < runs.Count && runs[to].Level >= level)
                    to++;
                runs.Reverse(from, to - from);
                from = to;
            }
        }

        return [.. runs.Select(run => (run.Text, run.Level % 2 == 1))];
    }

    static BidiClass ClassOf(Rune rune) =>
        rune.Value switch
        {
            >= '0' and <= '9' or (>= 0x06F0 and <= 0x06F9) => BidiClass.EuropeanNumber,
            >= 0x0660 and <= 0x0669 or 0x066B or 0x066C => BidiClass.ArabicNumber,
            '+' or '-' or 0x2212 => BidiClass.Separator,
            ',' or '.' or '/' or ':' or 0x00A0 or 0x202F or 0x060C => BidiClass.CommonSeparator,
            '#' or '$' or '%' or 0x00B0 or 0x2030 or 0x066A => BidiClass.Terminator,
            >= 0x0590 and <= 0x05FF or (>= 0xFB1D and <= 0xFB4F) when Rune.IsLetter(rune) => BidiClass.Right,
            _ => ClassByCategory(rune),
        };

    static BidiClass ClassByCategory(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => BidiClass.Mark,
            UnicodeCategory.CurrencySymbol => BidiClass.Terminator,
            UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber => BidiClass.Left,
            _ when !Rune.IsLetter(rune) => BidiClass.Neutral,
            _ => rune.Value is (>= 0x0600 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
                ? BidiClass.ArabicLetter
                : BidiClass.Left,
        };

    enum BidiClass
    {
        Left,
        Right,
        ArabicLetter,
        EuropeanNumber,
        ArabicNumber,
        Separator,
        CommonSeparator,
        Terminator,
        Mark,
        Neutral,
    }

    sealed class Letter(Rune rune, BidiClass found, int level)
    {
        public Rune Rune { get; } = rune;

        public BidiClass Class { get; set; } = found;

        public int Level { get; set; } = level;
    }
}
