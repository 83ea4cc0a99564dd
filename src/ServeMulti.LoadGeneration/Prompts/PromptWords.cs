namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Common short English words. With a space before it each is one token in the tokenizers of the GPT, Llama, Qwen and Mistral
/// families.</summary>
internal static class PromptWords
{
    public static string[] All { get; } =
        """
            able about above across action actually added after again against age ago air all almost alone along already also always among amount
            and animal another answer any appear apply area arm army around art ask attack away baby back bad ball bank bar base battle be bear beat
            became because become bed been before began begin behind being believe below best better between beyond big bill bit black block blood
            blue board boat body book born both bottom box boy break bring broken brother brought brown build building built burn business but buy by
            call called came camp can capital car card care carry case cash cast cat catch cause cell center central certain chain chair chance
            change character charge check chief child choice church circle city claim class clean clear close cloud club coast code cold color come
            common company complete condition contact control cook cool copy corner cost could count country couple course court cover create cross
            crowd cry culture cup current cut dance danger dark data date daughter day dead deal death decide deep degree design desk detail did die
            difference dinner direct do doctor does dog dollar done door double doubt down draw dream dress drink drive drop dry due during dust duty
            each early earth east easy eat economy edge effect effort eight either else empty end enemy energy engine enough enter entire equal even
            evening event ever every example except eye face fact fail fair fall family far farm fast father fear feel feet fell few field fight
            figure fill film final find fine finger finish fire firm first fish fit five floor flow fly follow food foot for force foreign forest
            form forward found four free fresh friend from front fruit full fun future game garden gas gave general get girl give glass go goal god
            gold gone good got government grand grass great green grew ground group grow growth guard guess gun had hair half hall hand happen happy
            hard has hat have he head health hear heart heat heavy held help her here high hill him his history hit hold hole home hope horse
            hospital hot hotel hour house how human hundred ice idea if image in include income indeed inside interest into iron island issue it job
            join just keep key kill kind king kitchen knew know lack lady laid lake land language large last late laugh law lay lead learn least
            leave led left leg less let letter level lie life lift light like line list listen little live local long look lord lose loss lost lot
            love low machine made main major make man many map mark market mass master match material matter may me mean measure meat meet member
            memory men method middle might mile military milk mind mine minute miss model modern moment money month moon moral more morning most
            mother mountain mouth move much music must my name nation nature near neck need never new news next night nine no noise none nor north
            nose not note nothing notice now number object ocean of off offer office often oil old on once one only open or orange order other our
            out outside over own page paint pair paper parent park part party pass past path pay peace people per period person picture piece place
            plan plane plant play please plus point police political poor port position possible post pound power present press pressure price
            private problem process produce product program proof property provide public pull pure purpose push put quality question quick quiet
            quite race radio rain raise ran range rate rather reach read ready real reason receive record red region remain report rest result
            return rich ride right ring rise river road rock role roll roof room root round rule run safe said sail sale salt same sand save saw say
            scale scene school science sea season seat second secret section see seed seem self sell send sense sent series serve service set seven
            several shade shall shape share sharp she ship shoe shop short shot should shoulder show side sign silver similar simple since sing
            single sister sit six size skin sky sleep slow small smile snow so social soft soil sold soldier solid some son song soon sort sound
            source south space speak special speech speed spend spirit spoke sport spot spread spring square staff stage stand star start state
            station stay step still stock stone stood stop store story straight strange street strength strong student study subject success such
            sudden sugar suit summer sun supply support sure surface surprise sweet system table take talk tall task tax teach team tell ten term
            test than thank that the their them then there these they thick thin thing think third this those though thought three through thus time
            tiny title to today together told tomorrow too took tool top total touch toward town track trade train travel tree trial trip trouble
            truck true trust truth try turn twelve twenty two type under union unit until up upon us use usual value very view village visit voice
            wait walk wall want war warm was wash watch water wave way we wear weather week weight well went were west what wheel when where whether
            which while white who whole whom whose why wide wife wild will win wind window wine wing winter wish with within without woman wonder
            wood word work world worth would write wrong yard year yellow yes yet you young your
            """.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
