using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring;

/// <summary>The names of the question types for staff.</summary>
internal static class QuestionTypes
{
    public static string NameOf(QuestionBody body) =>
        body switch
        {
            SingleChoice => "single choice",
            MultipleChoice => "multiple choice",
            TrueFalse => "true or false",
            ShortText => "short text",
            NumberEntry => "number",
            Blanks => "fill in the blanks",
            Matching => "matching",
            Ordering => "ordering",
            Essay => "essay",
            CodeEntry => "code",
            FileUpload => "file upload",
            _ => body.GetType().Name,
        };
}
