using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>What a column of a table of questions contains.</summary>
internal enum CsvColumn
{
    /// <summary>Not imported.</summary>
    Other,
    Title,
    Text,

    /// <summary>One choice, pair or item.</summary>
    Choice,

    /// <summary>One wrong choice; the answer is the correct one.</summary>
    Wrong,

    /// <summary>All choices in one cell.</summary>
    Choices,
    Answer,
    Type,
    Points,
    Explanation,
    Section,
    Pool,
    Tags,
    Difficulty,
    Tolerance,
    Unit,

    /// <summary>"markdown" if the texts are Markdown; otherwise they are plain.</summary>
    TextFormat,

    /// <summary>A number of the row, which is not needed.</summary>
    Number,
}

/// <summary>Recognises the columns by their names.</summary>
internal static partial class CsvColumns
{
    static readonly (CsvColumn Column, string[] Names)[] Known =
    [
        (
            CsvColumn.Text,
            [
                "question",
                "question text",
                "questiontext",
                "stem",
                "prompt",
                "text",
                "statement",
                "item",
                "pregunta",
                "frage",
                "fragetext",
                "domanda",
                "testo della domanda",
                "testo",
                "énoncé",
                "texte de la question",
                "intitulé",
                "pergunta",
                "enunciado",
                "вопрос",
                "题目",
                "问题",
                "質問",
                "سؤال",
                "السؤال",
                "प्रश्न",
                "सवाल",
            ]
        ),
        (
            CsvColumn.Title,
            [
                "title",
                "name",
                "question name",
                "question title",
                "multichoicename",
                "titulo",
                "titel",
                "titre",
                "nombre",
                "titolo",
                "nome",
                "nom",
            ]
        ),
        (
            CsvColumn.Choices,
            [
                "choices",
                "options",
                "answers",
                "alternatives",
                "opciones",
                "antworten",
                "opzioni",
                "alternative",
                "choix",
                "propositions",
                "选项",
                "الخيارات",
                "विकल्प",
            ]
        ),
        (
            CsvColumn.Answer,
            [
                "answer",
                "correct",
                "correct answer",
                "correct answers",
                "correctanswer",
                "correct option",
                "correct choice",
                "right answer",
                "answer key",
                "key",
                "solution",
                "respuesta",
                "respuesta correcta",
                "correcta",
                "richtig",
                "richtige antwort",
                "antwort",
                "lösung",
                "réponse",
                "bonne réponse",
                "bonnes réponses",
                "réponse correcte",
                "réponses correctes",
                "corrigé",
                "risposta",
                "risposta corretta",
                "risposte corrette",
                "risposta esatta",
                "corretta",
                "soluzione",
                "答案",
                "正确答案",
                "正解",
                "الإجابة",
                "الإجابة الصحيحة",
                "उत्तर",
                "सही उत्तर",
            ]
        ),
        (CsvColumn.Type, ["type", "qtype", "question type", "questiontype", "tipo", "typ", "题型"]),
        (
            CsvColumn.Points,
            [
                "points",
                "point",
                "score",
                "mark",
                "marks",
                "grade",
                "defaultmark",
                "default mark",
                "defaultgrade",
                "weight",
                "puntos",
                "punkte",
                "الدرجة",
                "النقاط",
                "अंक",
                "punteggio",
                "punti",
                "barème",
                "分值",
                "分数",
            ]
        ),
        (
            CsvColumn.Explanation,
            [
                "explanation",
                "answer explanation",
                "feedback",
                "general feedback",
                "generalfeedback",
                "rationale",
                "justification",
                "explicacion",
                "explicación",
                "erklärung",
                "explication",
                "spiegazione",
                "解析",
                "شرح",
                "الشرح",
                "व्याख्या",
            ]
        ),
        (
            CsvColumn.Section,
            [
                "section",
                "category",
                "topic",
                "subject",
                "chapter",
                "tema",
                "categoria",
                "categoría",
                "kategorie",
                "thema",
                "catégorie",
                "thème",
                "chapitre",
                "sezione",
                "argomento",
                "capitolo",
                "分类",
                "القسم",
                "الفئة",
                "विषय",
                "अनुभाग",
            ]
        ),
        (CsvColumn.Pool, ["pool"]),
        (CsvColumn.Tags, ["tags", "tag", "labels", "etiquetas", "schlagwörter", "étiquettes", "mots clés", "etichette"]),
        (
            CsvColumn.Difficulty,
            ["difficulty", "level", "dificultad", "schwierigkeit", "difficulté", "niveau", "difficoltà", "livello", "难度"]
        ),
        (CsvColumn.Tolerance, ["tolerance", "toleranz", "tolérance", "tolleranza"]),
        (CsvColumn.Unit, ["unit", "units", "einheit", "unité", "unités", "unità"]),
        (CsvColumn.TextFormat, ["format", "text format", "questiontextformat"]),
        (CsvColumn.Number, ["", "#", "no", "nr", "id", "number", "question number", "num", "s no", "sno", "sl no", "序号"]),
    ];

    static readonly string[] RepeatedNames =
        "option options choice alternative opción opcion antwortoption choix proposition opzione विकल्प خيار الخيار".Split(' ');

    /// <summary>Returns what the columns contain; null if the row is no header.</summary>
    public static CsvColumn[]? Of(IReadOnlyList<string> header)
    {
        var names = header.Select(Normalized).ToList();
        var columns = names.Select(Of).ToArray();
        // Several columns "Option" are the choices one by one.
        foreach (var (at, name) in names.Index())
        {
            var isRepeated = RepeatedNames.Contains(name) && names.Count(other => other == name) > 1;
            if (isRepeated && columns[at] is CsvColumn.Other or CsvColumn.Choices)
                columns[at] = CsvColumn.Choice;
        }

        // "Answer 1" to "Answer 4" are choices only beside a key; without another key, a single "answer" is the key.
        return columns.Contains(CsvColumn.Text) && (columns.Count(column => column != CsvColumn.Other && column != CsvColumn.Number) > 1)
            ? columns
            : null;
    }

    static CsvColumn Of(string name)
    {
        foreach (var (column, names) in Known)
        {
            if (names.Contains(name))
                return column;
        }

        return ChoiceName().IsMatch(name) ? CsvColumn.Choice
            : WrongName().IsMatch(name) ? CsvColumn.Wrong
            : CsvColumn.Other;
    }

    /// <summary>Lower case, words parted by single spaces, without the hint after a dash ("Question - max 120 characters").</summary>
    static string Normalized(string name)
    {
        // Some systems write é as two characters; the vowels of Hindi are marks of their own.
        name = Hint().Replace(TextCharacters.Normalized(name).Trim(), "");
        var result = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
            result.Append(IsPart(character) ? character : ' ');
        return Spaces().Replace(result.ToString(), " ").Trim();
    }

    static bool IsPart(char character) =>
        char.IsLetterOrDigit(character)
        || character == '#'
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The letter or number of a choice, as in "Option (A)", is no hint.</summary>
    [GeneratedRegex(@"\s+[-–(](?!\s*(?:\p{L}|\d{1,2})\)?\z).*\z", RegexOptions.Singleline)]
    private static partial Regex Hint();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"\A(?:option|choice|answer|alternative|opcion|opción|respuesta|antwort|réponse|choix|proposition|risposta|opzione|scelta|resposta"
            + @"|item|pair|选项|选择|विकल्प|उत्तर|الخيار|خيار|اختيار|الإجابة|إجابة)(?: ?(?:option|choice))? ?"
            + @"(?:[a-jاأبجدهوकखगघ]|\d{1,2})\z|\A[a-jأبجدकखगघ]\z"
    )]
    private static partial Regex ChoiceName();

    [GeneratedRegex(@"\A(?:(?:wrong|incorrect|false) (?:answer|option|choice)s?|distractor) ?\d{0,2}\z")]
    private static partial Regex WrongName();
}
