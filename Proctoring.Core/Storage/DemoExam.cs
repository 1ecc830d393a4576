using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Storage;

/// <summary>The exam of a new installation, so that the product can be tried at once.</summary>
internal static class DemoExam
{
    public const string Slug = "software-interview";

    public static Exam Create()
    {
        var number = 0;
        return new Exam
        {
            Slug = Slug,
            Title = "Software interview basics",
            Description =
                "Twelve questions that junior developers are often asked: data structures, the web, databases, testing and teamwork.",
            Minutes = 20,
            Language = "en",
            Questions =
            [
                .. Questions()
                    .Select(question => new Question
                    {
                        Number = ++number,
                        Text = question.Text,
                        Body = SingleChoice.Of(question.Choices, question.Right),
                        Explanation = question.Explanation,
                    }),
            ],
        };
    }

    static IEnumerable<(string Text, string[] Choices, int Right, string Explanation)> Questions() =>
        [
            (
                "You look up customers by e-mail address, many times a second, in memory. Which structure fits best?",
                ["A list", "A hash table", "A stack", "A linked list"],
                1,
                "A hash table finds a key in constant time on average; the others must be searched."
            ),
            (
                "How long does a binary search take in a sorted array of n elements?",
                ["O(1)", "O(n)", "O(n log n)", "O(log n)"],
                3,
                "Each step halves the rest, so about log2 n steps are enough."
            ),
            (
                "Which HTTP method should change nothing on the server?",
                ["POST", "DELETE", "GET", "PATCH"],
                2,
                "GET is defined as safe: it reads. Caches and crawlers rely on that."
            ),
            (
                "A request lacks valid credentials. Which status code says so?",
                ["401 Unauthorized", "400 Bad Request", "404 Not Found", "500 Internal Server Error"],
                0,
                "401 means that the caller is not authenticated; 403 that a known caller may not."
            ),
            (
                "What does an index on a database column usually cost?",
                ["Slower reads", "Lost transactions", "Slower writes and more space", "Nothing"],
                2,
                "Each write must keep the index up to date, and the index takes space; reads get faster."
            ),
            (
                "How do you best keep a user's input from becoming SQL injection?",
                ["Remove quotation marks from it", "Use parameterised queries", "Limit its length", "Check it in the browser"],
                1,
                "Parameters travel apart from the statement, so that input is never read as SQL."
            ),
            (
                "How should passwords be stored?",
                [
                    "Encrypted with one key",
                    "As plain text in a private table",
                    "As SHA-256 without a salt",
                    "As salted hashes made by a slow function",
                ],
                3,
                "A slow, salted hash such as Argon2 or bcrypt makes guessing costly, even when the table leaks."
            ),
            (
                "What should a unit test check?",
                [
                    "One small piece of behaviour, apart from the rest",
                    "The whole system with its database",
                    "The look of a page",
                    "The speed under load",
                ],
                0,
                "A unit test pins down one behaviour, runs fast and points at its cause when it fails."
            ),
            (
                "Two threads each hold a lock that the other waits for. Which term describes this?",
                ["A race condition", "Starvation", "A deadlock", "A memory leak"],
                2,
                "Neither can continue. Taking locks in one agreed order avoids it."
            ),
            (
                "What does git rebase do that git merge does not?",
                [
                    "It deletes the other branch",
                    "It rewrites commits on top of another base",
                    "It uploads commits",
                    "It undoes the last commit",
                ],
                1,
                "Rebase makes new commits on another base, so history is linear; shared history is better merged."
            ),
            (
                "A colleague's review asks for a change that you think is wrong. What do you do first?",
                ["Ask for the reason and explain yours", "Merge anyway", "Ask another colleague to approve", "Drop the work"],
                0,
                "Understanding the concern comes first; often one of the two knows something that the other does not."
            ),
            (
                "Tell a story about a past project in the STAR form. What do the letters stand for?",
                [
                    "Start, Task, Answer, Review",
                    "Skill, Talent, Ability, Result",
                    "Summary, Team, Action, Reason",
                    "Situation, Task, Action, Result",
                ],
                3,
                "Situation, Task, Action, Result: it keeps the answer short and shows what you yourself did."
            ),
        ];
}
